#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands/doctor/doctor.h"
#include "cli/session.h"
#include "lib/os/file.h"

#define SCRIPT_BYTES ((size_t)16 * 1024 * 1024)
/* sql/assemble writes one such line per migration. */
#define MIGRATION_MARK "insert into brigade.migrations (name) values ('"
#define CLOCK_MS_MAX (2 * 60 * 1000)

static void add_error(struct doctor *doctor, const char *check, const struct error *err)
{
    if (session_exit_code(err) == EX_CONFIG)
        doctor_add_misconfigured(doctor, check, "%s", err->message);
    else
        doctor_add(doctor, check, FINDING_FAIL, "%s", err->message);
}

static bool open_database(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    char way[DB_TRANSPORT_TEXT];
    struct error err = {0};

    if (!db_open(&doctor->db, config_text(doctor->config, SETTING_DATABASE), &err) ||
        !db_query(doctor->db,
                  DB_CALL("select current_setting('server_version') as version, "
                          "current_database() as database, current_user as role"),
                  &rows, &err)) {
        session_explain_unreachable(&err);
        add_error(doctor, "database", &err);
        db_close(&doctor->db);
        return false;
    }
    doctor_add(doctor, "database", FINDING_OK, "PostgreSQL %s, database %s, role %s",
               db_rows_text(rows, 0, "version"), db_rows_text(rows, 0, "database"),
               db_rows_text(rows, 0, "role"));
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

static void check_schema(struct doctor *doctor)
{
    CLEANUP(migrations_release) struct migrations expected = {0};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};

    if (!read_migrations(doctor, &expected))
        return;
    if (!db_query(
            doctor->db,
            DB_CALL("select (select string_agg(e.name, ', ') from unnest($1::text[]) e(name) "
                    "where e.name not in (select m.name from brigade.applied_migrations() m)) as "
                    "missing, "
                    "(select string_agg(m.name, ', ') from brigade.applied_migrations() m "
                    "where m.name <> all ($1::text[])) as unknown, "
                    "(select max(m.name) from brigade.applied_migrations() m) as last",
                    db_texts(expected.names, expected.count)),
            &rows, &err))
        add_error(doctor, "schema", &err);
    else if (db_rows_text(rows, 0, "unknown") != NULL)
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
}

/* One right stands for those that sql/rights.sql gives with it; asked of the catalogue, so that a
 * role which may not even use the schemas is told too. */
static const char rights_sql[] =
    "select current_user as role, coalesce(string_agg(r.does, ', ' order by r.place) filter (where "
    "r.may), '') as may, "
    "coalesce(string_agg(format('%s (grant %s)', r.does, r.role), ', ' order by r.place) filter "
    "(where not r.may), '') as lacks "
    "from (select 1 as place, 'run workers' as does, 'brigade_worker' as role, "
    "coalesce(bool_and(has_function_privilege(p.oid, 'execute')), false) as may "
    "from pg_proc p where p.proname in ('claim', 'extend', 'finish') and "
    "p.pronamespace = (select n.oid from pg_namespace n where n.nspname = 'brigade') "
    "union all select 2, 'ask for imports', 'brigade_requester', "
    "coalesce(bool_or(has_column_privilege(c.oid, 'source', 'insert')), false) "
    "from pg_class c where c.relname = 'imports' and "
    "c.relnamespace = (select n.oid from pg_namespace n where n.nspname = 'brigade') "
    "union all select 3, 'look at them', 'brigade_viewer', "
    "coalesce(bool_or(has_table_privilege(c.oid, 'select')), false) "
    "from pg_class c where c.relname = 'progress' and "
    "c.relnamespace = (select n.oid from pg_namespace n where n.nspname = 'brigade') "
    "union all select 4, 'administer', 'brigade_admin', "
    "coalesce(bool_or(has_function_privilege(p.oid, 'execute')), false) "
    "from pg_proc p where p.proname = 'add_credential' and "
    "p.pronamespace = (select n.oid from pg_namespace n where n.nspname = 'brigade')) r";

static void check_rights(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};
    const char *role, *may, *lacks;

    if (!db_query(doctor->db, DB_CALL(rights_sql), &rows, &err)) {
        add_error(doctor, "rights", &err);
        return;
    }
    role = db_rows_text(rows, 0, "role");
    may = db_rows_text(rows, 0, "may");
    lacks = db_rows_text(rows, 0, "lacks");
    if (may[0] == '\0')
        doctor_add(doctor, "rights", FINDING_FAIL, "%s may neither %s: grant what it is for", role,
                   lacks);
    else if (lacks[0] == '\0')
        doctor_add(doctor, "rights", FINDING_OK, "%s may %s", role, may);
    else
        doctor_add(doctor, "rights", FINDING_OK, "%s may %s; not %s", role, may, lacks);
}

static void check_clock(struct doctor *doctor)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};
    struct timespec now;
    long long apart_ms;

    if (!db_query(doctor->db,
                  DB_CALL("select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms"),
                  &rows, &err)) {
        add_error(doctor, "clock", &err);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    apart_ms = (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000 -
               (long long)db_rows_integer(rows, 0, "ms");
    if (llabs(apart_ms) <= CLOCK_MS_MAX)
        doctor_add(doctor, "clock", FINDING_OK, "less than two minutes from PostgreSQL's");
    else
        doctor_add(doctor, "clock", FINDING_WARN,
                   "%lld s %s of PostgreSQL's: set the clock of this host or of the other by NTP",
                   llabs(apart_ms) / 1000, apart_ms > 0 ? "ahead" : "behind");
}

void doctor_check_database(struct doctor *doctor)
{
    if (!open_database(doctor))
        return;
    check_schema(doctor);
    check_rights(doctor);
    check_clock(doctor);
}
