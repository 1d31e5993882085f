#include "pipeline_fixture.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/advice.h"
#include "import/table.h"
#include "lib/os/file.h"

const struct side *const sides[] = {&import_side, NULL};
struct settings settings;
char scratch[64];

static char template_name[64];
static char database[64];
static char url[64];
static struct test_server server;
static bool is_serving;

/* In the database that the environment names, where no test is. */
static void administer(const char *verb, const char *words)
{
    CLEANUP(db_close) struct db *admin = opened("");
    CLEANUP(free_pointer) char *sql = xasprintf("%s database %s", verb, words);
    struct error err;

    ck_assert_msg(db_script(admin, sql, &err), "%s", err.message);
}

static struct db *opened_database(const char *name)
{
    CLEANUP(free_pointer) char *conninfo = xasprintf("dbname=%s", name);
    return opened(conninfo);
}

static char *install_script(void)
{
    const char *build = getenv("BUILD");
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/install.sql", build != NULL ? build : ".");
    CLEANUP(buffer_release) struct buffer text = {0};
    char piece[4096];
    size_t size = 0;
    FILE *file = fopen(path, "re");

    ck_assert_msg(file != NULL, "%s is not there: make install.sql", path);
    while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
        buffer_add_bytes(&text, piece, size);
    fclose(file);
    return xstrdup(buffer_text(&text));
}

void make_template(void)
{
    CLEANUP(free_pointer) char *script = install_script();
    CLEANUP(db_close) struct db *made = NULL;
    struct error err;

    snprintf(template_name, sizeof(template_name), "unit_template_%d", (int)getpid());
    CLEANUP(free_pointer)
    char *words = xasprintf("%s template template0 encoding 'UTF8'", template_name);
    administer("create", words);
    made = opened_database(template_name);
    ck_assert_msg(db_script(made, script, &err), "%s", err.message);
}

void drop_template(void)
{
    CLEANUP(free_pointer) char *words = xasprintf("%s with (force)", template_name);
    administer("drop", words);
}

void begin_world(void)
{
    snprintf(database, sizeof(database), "unit_%d", (int)getpid());
    CLEANUP(free_pointer) char *words = xasprintf("%s template %s", database, template_name);
    administer("create", words);
    db = opened_database(database);
    other = opened_database(database);
    snprintf(scratch, sizeof(scratch), "/tmp/brigade-unit-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(scratch));
    settings = (struct settings){.api_url = "http://127.0.0.1:9",
                                 .web_url = "http://127.0.0.1:9",
                                 .storage = scratch,
                                 .place = "shared",
                                 .credentials = scratch,
                                 .program = "/bin/false",
                                 .requests_per_hour = 1000,
                                 .requests_per_hour_anonymous = 1000,
                                 .git_stall_s = 60,
                                 .git_wall_s = 60,
                                 .git_max_mib = 1024,
                                 .advise = advice_add};
}

void end_world(void)
{
    CLEANUP(free_pointer) char *words = xasprintf("%s with (force)", database);
    struct error err;

    if (is_serving)
        test_server_stop(&server);
    db_close(&db);
    db_close(&other);
    administer("drop", words);
    ck_assert(file_remove_tree(scratch, &err));
}

void run_sql(const char *format, ...)
{
    struct error err;
    va_list arguments;

    va_start(arguments, format);
    CLEANUP(free_pointer) char *sql = xvasprintf(format, arguments);
    va_end(arguments);
    ck_assert_msg(db_script(other, sql, &err), "%s: %s", sql, err.message);
}

void lose_function(const char *name)
{
    run_sql("alter function brigade.%s rename to %s_is_lost", name, name);
}

void fail_writes(const char *table, const char *sqlstate, int times)
{
    run_sql("create sequence public.turn; "
            "create function public.strike() returns trigger language plpgsql as $$ begin "
            "if nextval('public.turn') <= %d then raise exception using errcode = '%s', "
            "message = 'of the test'; end if; return null; end $$; "
            "create trigger strike after insert or update or delete on %s "
            "for each statement execute function public.strike()",
            times, sqlstate, table);
}

void end_session(void)
{
    run_sql("select pg_terminate_backend(%lld, 5000)",
            (long long)number(db, "select pg_backend_pid()"));
}

void end_session_at_write(const char *table)
{
    run_sql("create sequence public.ends; "
            "create function public.end_session() returns trigger language plpgsql as $$ begin "
            "if nextval('public.ends') = 1 then perform pg_terminate_backend(pg_backend_pid()); "
            "perform pg_sleep(5); end if; return null; end $$; "
            "create trigger ends after insert or update or delete on %s "
            "for each statement execute function public.end_session()",
            table);
}

void make_jobs(const char *kind, int count)
{
    run_sql("update brigade.stages set first_jobs = '[]', then_jobs = '[]' "
            "where name = 'pull_requests_notes'; "
            "insert into brigade.imports (id, source) overriding system value "
            "values (1, 'acme/widgets'); "
            "delete from brigade.jobs; "
            "select setval('brigade.jobs_id_seq', 1, false); "
            "update brigade.run_stages s set state = 'done', pending = 0 from brigade.stages t "
            "where t.name = s.stage and t.position < 40; "
            "update brigade.run_stages set state = 'open', pending = %d "
            "where stage = 'pull_requests_notes'; "
            "update brigade.imports set stage = 'pull_requests_notes'; "
            "insert into brigade.jobs (run_id, stage, kind, key, requests) "
            "select 1, 'pull_requests_notes', '%s', 'k' || n, 1 from generate_series(1, %d) n",
            count, kind, count);
}

void claim_jobs(struct batch *batch, const char *kind)
{
    const struct batch_means means = {.settings = &settings, .db = db, .sides = sides};
    struct error err;
    CLEANUP(free_pointer)
    char *sql =
        xasprintf("select * from brigade.claim('" WORKER "', array['%s'], 1000, 1000)", kind);

    ck_assert_msg(batch_load(batch, asked(db, sql), &means, &err), "%s", err.message);
}

void take_away(int64_t job)
{
    run_sql("update brigade.jobs set attempt = attempt + 1, token = gen_random_uuid(), "
            "worker = 'w2' where id = %lld",
            (long long)job);
}

int64_t count_jobs(const char *state)
{
    CLEANUP(free_pointer)
    char *sql = xasprintf("select count(*) from brigade.jobs where stage = 'pull_requests_notes' "
                          "and state = '%s'",
                          state);
    return number(other, sql);
}

void answer_with(test_answer *answer)
{
    test_server_start(&server, answer);
    is_serving = true;
    snprintf(url, sizeof(url), "http://127.0.0.1:%d", server.port);
    settings.api_url = settings.web_url = url;
}
