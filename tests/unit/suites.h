/* suites.h: every suite of unit tests; unit_tests.c runs them all. */
#ifndef BRIGADE_SUITES_H
#define BRIGADE_SUITES_H

#include <check.h>

Suite *base_suite(void);
Suite *buffer_suite(void);
Suite *child_suite(void);
Suite *commands_suite(void);
Suite *commit_suite(void);
Suite *config_suite(void);
Suite *csv_suite(void);
Suite *anchors_suite(void);
Suite *references_suite(void);
Suite *yaml_suite(void);
Suite *db_connection_suite(void);
Suite *db_read_suite(void);
Suite *db_suite(void);
Suite *detach_suite(void);
Suite *download_suite(void);
Suite *error_suite(void);
Suite *archive_shape_suite(void);
Suite *file_suite(void);
Suite *git_credential_suite(void);
Suite *git_fault_suite(void);
Suite *git_listing_suite(void);
Suite *git_suite(void);
Suite *git_transport_suite(void);
Suite *http_address_suite(void);
Suite *advice_suite(void);
Suite *grid_suite(void);
Suite *http_pin_suite(void);
Suite *http_suite(void);
Suite *http_tls_suite(void);
Suite *http_url_suite(void);
Suite *json_stream_suite(void);
Suite *json_write_suite(void);
Suite *json_suite(void);
Suite *lfs_pointers_suite(void);
Suite *listener_suite(void);
Suite *locked_suite(void);
Suite *redact_suite(void);
Suite *room_suite(void);
Suite *run_suite(void);
Suite *seal_suite(void);
Suite *sign_in_suite(void);
Suite *staging_suite(void);
Suite *sink_suite(void);
Suite *store_suite(void);
Suite *tar_suite(void);
Suite *text_suite(void);
Suite *timestamp_suite(void);
Suite *vault_suite(void);
Suite *worker_suite(void);
Suite *zip_suite(void);

#endif
