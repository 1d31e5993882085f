/* Runs every suite; TAP on stdout. CK_RUN_SUITE=name runs one, CK_FORK=no runs without processes.
 */
#include <check.h>
#include <stdlib.h>

#include "lib/http/http.h"
#include "suites.h"

static Suite *(*const suites[])(void) = {
    base_suite,         buffer_suite,
    child_suite,        commands_suite,
    commit_suite,       config_suite,
    csv_suite,          db_connection_suite,
    db_read_suite,      db_suite,
    detach_suite,       download_suite,
    error_suite,        archive_shape_suite,
    file_suite,         git_credential_suite,
    git_fault_suite,    git_listing_suite,
    git_suite,          git_transport_suite,
    advice_suite,       grid_suite,
    http_address_suite, http_pin_suite,
    http_suite,         http_tls_suite,
    http_url_suite,     json_stream_suite,
    json_write_suite,   json_suite,
    lfs_pointers_suite, listener_suite,
    locked_suite,       redact_suite,
    room_suite,         run_suite,
    seal_suite,         sign_in_suite,
    sink_suite,         staging_suite,
    store_suite,        text_suite,
    timestamp_suite,    vault_suite,
    worker_suite,       zip_suite,
    anchors_suite,      references_suite,
    yaml_suite,         tar_suite,
    git_bundle_suite,   git_copy_suite,
    sha1_suite,         git_changes_suite,
    html_suite,         merge_suite,
};

int main(void)
{
    http_allow_addresses(true, false); /* our servers are on loopback */
    SRunner *runner = srunner_create(NULL);
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
        srunner_add_suite(runner, suites[i]());
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
