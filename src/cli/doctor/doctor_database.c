#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/doctor/doctor.h"
#include "cli/session.h"
#include "lib/os/file.h"

#define SCRIPT_BYTES ((size_t)16 * 1024 * 1024)
/* sql/assemble writes one such line per migration. */
#define MIGRATION_MARK "call pg_temp.migrate('"
#define CLOCK_MS_MAX (2 * 60 * 1000)
/* Transactions of workers take milliseconds. */
#define LOCKS_APART_S 2

static void add_error(struct doctor *doctor, const char *check, const struct error *err)
{
    CLEANUP(free_pointer) char *message = session_explain(err);

    if (session_exit_code(err) == EX_CONFIG)
        doctor_add_misconfigured(doctor, check, "%s", message);
    else
        doctor_add(doctor, check, FINDING_FAIL, "%s", message);
}

static bool open_database(struct doctor *doctor)
{
    CLEANUP(free_pointer) char *server = NULL;
    char way[DB_TRANSPORT_TEXT];
    struct error err = {0};

    if (!db_open(&doctor->db, config_text(doctor->config, SETTING_DATABASE), &err)) {
        add_error(doctor, "database", &err);
        db_close(&doctor->db);
        return false;
    }
    server = db_describe_server(doctor->db);
    doctor_add(doctor, "database", FINDING_OK, "%s", server);
    if (db_describe_transport(doctor->db, way))
        doctor_add(doctor, "transport", FINDING_OK, "%s", way);
    else
        doctor_add(doctor, "transport", FINDING_WARN,
                   "%s, to another host: allow_insecure_database allows it; sslmode=verify-full "
                   "would prove the server",
                   way);
    return true;
}

/* The names of the migrations that the script holds. */
struct migrations {
    struct buffer script; /* holds the names */
    const char *names[1000];
    size_t count;
};

static void migrations_release(struct migrations *migrations)
{
    buffer_release(&migrations->script);
}

/* False after saying why. */
static bool read_migrations(struct doctor *doctor, struct migrations *out)
{
    struct error err = {0};

    if (!file_read(config_text(doctor->config, SETTING_SQL), SCRIPT_BYTES, &out->script, &err)) {
        doctor_add_misconfigured(doctor, "schema", "%s; the setting sql says where it is",
                                 err.message);
        return false;
    }
    for (char *at = strstr(out->script.data != NULL ? out->script.data : "", MIGRATION_MARK);
         at != NULL && out->count < ARRAY_LENGTH(out->names); at = strstr(at + 1, MIGRATION_MARK)) {
        at += strlen(MIGRATION_MARK);
        out->names[out->count++] = at;
        at[strcspn(at, "'")] = '\0';
        at += strlen(at);
    }
    return true;
}

/* False after saying why nothing else can be asked. */
static bool check_schema(struct doctor *doctor)
{
    CLEANUP(migrations_release) struct migrations expected = {0};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!read_migrations(doctor, &expected))
        return true;
    if (!db_query(
            doctor->db,
            DB_CALL("select missing, unknown, last from brigade.compare_schema(expected => $1)",
                    db_texts(expected.names, expected.count)),
            &rows, &err)) {
        /* A role without any right is told that by the next check. */
        if (strcmp(err.sqlstate, DOCTOR_NO_RIGHT) != 0)
            add_error(doctor, "schema", &err);
        return err.cause != CAUSE_NO_SCHEMA;
    }
    if (db_rows_text(rows, 0, "unknown") != NULL)
        doctor_add_misconfigured(doctor, "schema",
                                 "the schema is newer than this program (%s): install the newer "
                                 "program on this host",
                                 db_rows_text(rows, 0, "unknown"));
    else if (db_rows_text(rows, 0, "missing") != NULL)
        doctor_add_misconfigured(doctor, "schema",
                                 "the schema is older than this program (%s is missing): run "
                                 "\"brigade install\"",
                                 db_rows_text(rows, 0, "missing"));
    else
        doctor_add(doctor, "schema", FINDING_OK, "up to date: %s", db_rows_text(rows, 0, "last"));
    return db_rows_text(rows, 0, "unknown") == NULL && db_rows_text(rows, 0, "missing") == NULL;
}

static void add_words(struct buffer *out, const char *does, const char *role)
{
    buffer_printf(out, "%s%s", out->size > 0 ? ", " : "", does);
    if (role != NULL)
        buffer_printf(out, " (grant %s)", role);
}

/* False after saying that it may nothing. */
static bool check_rights(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(buffer_release) struct buffer may = {0};
    CLEANUP(buffer_release) struct buffer lacks = {0};
    struct error err = {0};

    if (!db_query(doctor->db, DB_CALL("select may, does, role from brigade.rights()"), &rows,
                  &err)) {
        /* A role that may not even use the schemas cannot ask what it may: then it may nothing. */
        if (strcmp(err.sqlstate, DOCTOR_NO_RIGHT) == 0)
            doctor_add(doctor, "rights", FINDING_FAIL,
                       "this role may neither run workers (grant brigade_worker), ask for imports "
                       "(grant brigade_requester), look at them (grant brigade_viewer) nor "
                       "administer (grant brigade_admin): grant what it is for");
        else
            add_error(doctor, "rights", &err);
        return false;
    }
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        bool has = db_rows_boolean(rows, i, "may");
        const char *role = db_rows_text(rows, i, "role");
        doctor->is_looker |= !has && strcmp(role, "brigade_worker") == 0;
        doctor->is_steerer |= has && strcmp(role, "brigade_admin") == 0;
        add_words(has ? &may : &lacks, db_rows_text(rows, i, "does"), has ? NULL : role);
    }
    if (may.size == 0)
        doctor_add(doctor, "rights", FINDING_FAIL, "this role may neither %s: grant what it is for",
                   buffer_text(&lacks));
    else
        doctor_add(doctor, "rights", FINDING_OK, "this role may %s%s%s", buffer_text(&may),
                   lacks.size > 0 ? "; not " : "", lacks.size > 0 ? buffer_text(&lacks) : "");
    return may.size > 0;
}

/* Every role is told when nobody does the work. */
static void check_workers(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};
    const char *seen = NULL;
    const char *waiting = NULL;

    if (!db_query(doctor->db,
                  DB_CALL("select active, seen_at, waiting from brigade.worker_traces()"), &rows,
                  &err)) {
        add_error(doctor, "workers", &err);
        return;
    }
    seen = db_rows_text(rows, 0, "seen_at");
    waiting = db_rows_text(rows, 0, "waiting");
    if (db_rows_integer(rows, 0, "active") > 0)
        doctor_add(doctor, "workers", FINDING_OK, "%s running", db_rows_text(rows, 0, "active"));
    else if (seen == NULL)
        doctor_add(doctor, "workers", FINDING_WARN,
                   "start \"brigade work\", by cron or systemd where it is to go on by itself: no "
                   "worker ever ran here; imports and exports that wait: %s",
                   waiting);
    else if (db_rows_integer(rows, 0, "waiting") > 0)
        doctor_add(doctor, "workers", FINDING_WARN,
                   "start \"brigade work\": none is running, the last one gave a sign of life at "
                   "%s; imports and exports that wait: %s",
                   seen, waiting);
    else
        doctor_add(doctor, "workers", FINDING_OK, "none is running, and nothing waits for one");
}

static void check_clock(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};
    struct timespec now;
    long long apart_ms;

    if (!db_query(doctor->db, DB_CALL("select extract(epoch from clock_timestamp()) as seconds"),
                  &rows, &err)) {
        add_error(doctor, "clock", &err);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    apart_ms = (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000 -
               (long long)(strtod(db_rows_text(rows, 0, "seconds"), NULL) * 1000);
    if (llabs(apart_ms) <= CLOCK_MS_MAX)
        doctor_add(doctor, "clock", FINDING_OK, "less than two minutes from PostgreSQL's");
    else
        doctor_add(doctor, "clock", FINDING_WARN,
                   "%lld s %s of PostgreSQL's: set the clock of this host or of the other by NTP",
                   llabs(apart_ms) / 1000, apart_ms > 0 ? "ahead" : "behind");
}

static bool ask_holders(struct doctor *doctor, struct db_rows **rows, struct error *err)
{
    return db_query(doctor->db,
                    DB_CALL("select pid, transaction, role, since, tables, keeps_waiting "
                            "from brigade.lock_holders()"),
                    rows, err);
}

static bool is_among(const struct db_rows *rows, const char *transaction)
{
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (strcmp(db_rows_text(rows, i, "transaction"), transaction) == 0)
            return true;
    return false;
}

static void add_holder(struct doctor *doctor, const struct db_rows *rows, size_t row)
{
    const char *since = db_rows_text(rows, row, "since");
    const char *role = db_rows_text(rows, row, "role");
    const char *pid = db_rows_text(rows, row, "pid");

    doctor_add(
        doctor, "locks", FINDING_WARN,
        "role %s (backend %s) has held locks on %s%s%s, and %s sessions wait for it: workers "
        "skip what it holds; let it commit or roll back, or run select "
        "pg_terminate_backend(%s)",
        role != NULL ? role : "unknown", pid, db_rows_text(rows, row, "tables"),
        since != NULL ? " since " : " for seconds", since != NULL ? since : "",
        db_rows_text(rows, row, "keeps_waiting"), pid);
}

/* A transaction that is there twice is none of a worker's. */
static void check_locks(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *first = NULL;
    CLEANUP(db_rows_free) struct db_rows *second = NULL;
    struct error err = {0};
    size_t found = 0;

    if (!ask_holders(doctor, &first, &err)) {
        add_error(doctor, "locks", &err);
        return;
    }
    if (db_rows_count(first) > 0) {
        nanosleep(&(struct timespec){.tv_sec = LOCKS_APART_S}, NULL);
        if (!ask_holders(doctor, &second, &err)) {
            add_error(doctor, "locks", &err);
            return;
        }
        for (size_t i = 0; i < db_rows_count(second); i++)
            if (is_among(first, db_rows_text(second, i, "transaction"))) {
                add_holder(doctor, second, i);
                found++;
            }
    }
    if (found == 0)
        doctor_add(doctor, "locks", FINDING_OK, "no session holds rows for long");
}

/* As after a restore of rows without their sequences, or behind a logical replica. */
static void check_sequences(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!db_query(doctor->db,
                  DB_CALL("select table_name, most, statement from brigade.sequences_behind()"),
                  &rows, &err)) {
        add_error(doctor, "sequences", &err);
        return;
    }
    for (size_t i = 0; i < db_rows_count(rows); i++)
        doctor_add(doctor, "sequences", FINDING_FAIL,
                   "the sequence of %s will give numbers again that are in use (up to %s): stop "
                   "the workers, and run %s",
                   db_rows_text(rows, i, "table_name"), db_rows_text(rows, i, "most"),
                   db_rows_text(rows, i, "statement"));
    if (db_rows_count(rows) == 0)
        doctor_add(doctor, "sequences", FINDING_OK, "no number will be given twice");
}

/* Names the imports that an older version made and that lack what this one brings. */
static void check_older_imports(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!db_query(doctor->db, DB_CALL("select run_id, source, lost from brigade.older_losses()"),
                  &rows, &err)) {
        if (strcmp(err.sqlstate, DOCTOR_NO_RIGHT) != 0)
            add_error(doctor, "older imports", &err);
        return;
    }
    for (size_t i = 0; i < db_rows_count(rows); i++)
        doctor_add(doctor, "older imports", FINDING_WARN,
                   "import %s of %s: %s: run \"brigade import %s\" with the same sources, which "
                   "mends it",
                   db_rows_text(rows, i, "run_id"), db_rows_text(rows, i, "source"),
                   db_rows_text(rows, i, "lost"), db_rows_text(rows, i, "source"));
    if (db_rows_count(rows) == 0)
        doctor_add(doctor, "older imports", FINDING_OK,
                   "nothing that an older version lost is left to be brought");
}

/* What is written nowhere, no other check needs to look at. */
static bool is_primary(struct doctor *doctor)
{
    if (!db_is_standby(doctor->db))
        return true;
    doctor_add_misconfigured(doctor, "writes",
                             "this is a standby: name the primary, or set "
                             "target_session_attrs=read-write with all hosts in database");
    return false;
}

/* A role that looks and no more is well served by a session that cannot write. */
static void check_writes(struct doctor *doctor)
{
    if (db_is_read_only(doctor->db) && !doctor->is_looker)
        doctor_add(doctor, "writes", FINDING_WARN,
                   "default_transaction_read_only is on for this role or database, so that it can "
                   "look and no more: for workers, alter role ... reset "
                   "default_transaction_read_only");
    else if (!db_is_read_only(doctor->db))
        doctor_add(doctor, "writes", FINDING_OK, "the server takes writes");
}

static void check_bounds(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!db_query(doctor->db, DB_CALL("select name, value, remedy from brigade.session_bounds()"),
                  &rows, &err)) {
        add_error(doctor, "time-outs", &err);
        return;
    }
    for (size_t i = 0; i < db_rows_count(rows); i++)
        doctor_add(doctor, "time-outs", FINDING_WARN,
                   "%s is %s for this role, and transactions of workers may take a minute: run %s",
                   db_rows_text(rows, i, "name"), db_rows_text(rows, i, "value"),
                   db_rows_text(rows, i, "remedy"));
    if (db_rows_count(rows) == 0)
        doctor_add(doctor, "time-outs", FINDING_OK, "none that would end a worker's transaction");
}

/* Roles that run no workers may not try it. */
static void check_work(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!db_query(
            doctor->db,
            DB_CALL("select brigade.rehearse_work(schema => $1) as jobs", db_text(BRIGADE_SCHEMA)),
            &rows, &err)) {
        if (strcmp(err.sqlstate, DOCTOR_NO_RIGHT) != 0)
            doctor_add(doctor, "work", FINDING_FAIL,
                       "PostgreSQL refuses what a worker does: %s (SQLSTATE %s)", err.message,
                       err.sqlstate);
        return;
    }
    if (db_rows_integer(rows, 0, "jobs") > 0)
        doctor_add(doctor, "work", FINDING_OK,
                   "%s jobs were claimed and given back, as a worker does it, and all was undone",
                   db_rows_text(rows, 0, "jobs"));
    else
        doctor_add(doctor, "work", FINDING_OK, "no job is due, so that no claim could be tried");
}

static void check_times(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!db_query(doctor->db, DB_CALL("select what, many, latest from brigade.times_ahead()"),
                  &rows, &err)) {
        if (strcmp(err.sqlstate, DOCTOR_NO_RIGHT) != 0)
            add_error(doctor, "times", &err);
        return;
    }
    for (size_t i = 0; i < db_rows_count(rows); i++)
        doctor_add(
            doctor, "times", FINDING_WARN,
            "%s %s lie in the future, up to %s: PostgreSQL's clock was ahead when they were "
            "written; they count as past, and nothing needs to be done but to set that clock "
            "by NTP",
            db_rows_text(rows, i, "many"), db_rows_text(rows, i, "what"),
            db_rows_text(rows, i, "latest"));
}

/* What is true of every import is said here, and is no note of one. */
static void check_withdrawals(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!db_query(doctor->db,
                  DB_CALL("select thing, server, message from brigade.withdrawals order by thing"),
                  &rows, &err)) {
        if (strcmp(err.sqlstate, DOCTOR_NO_RIGHT) != 0)
            add_error(doctor, "withdrawn", &err);
        return;
    }
    for (size_t i = 0; i < db_rows_count(rows); i++)
        doctor_add(doctor, "withdrawn", FINDING_OK,
                   "%s has no %s any more for anybody (%s): no import is incomplete for that",
                   db_rows_text(rows, i, "server"), db_rows_text(rows, i, "thing"),
                   db_rows_text(rows, i, "message"));
}

void doctor_check_database(struct doctor *doctor)
{
    if (!open_database(doctor))
        return;
    /* Where one of these fails, all that follows would fail for the same cause. */
    if (!is_primary(doctor) || !check_schema(doctor) || !check_rights(doctor)) {
        db_close(&doctor->db);
        return;
    }
    check_writes(doctor);
    if (!doctor->is_looker)
        check_bounds(doctor);
    check_work(doctor);
    check_workers(doctor);
    check_times(doctor);
    check_withdrawals(doctor);
    check_locks(doctor);
    check_clock(doctor);
    check_sequences(doctor);
    check_older_imports(doctor);
}
