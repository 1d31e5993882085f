#include "commands/credential/login.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bitbucket/oauth.h"
#include "cli/credential.h"
#include "cli/secret.h"
#include "cli/session.h"
#include "lib/os/file.h"
#include "lib/http/listener.h"
#include "lib/secret/file_secret.h"
#include "signin/tokens.h"
#include "signin/vault.h"

/* The callback address of a consumer is fixed at Bitbucket, so the port is, too. */
#define PORT 8976
#define CALLBACK "/callback"
/* A person reads, signs in, and agrees. */
#define CONSENT_MS ((int64_t)10 * 60 * 1000)

struct login {
    const struct invocation *invocation;
    const char *name;
    struct db *db;
    struct db_rows *row;
    struct listener *listener; /* NULL: the code is pasted */
    char *secret;              /* of the consumer */
    char *redirect;
    char state[SEAL_KEY_TEXT];
};

static void login_release(struct login *login)
{
    listener_close(&login->listener);
    db_rows_free(&login->row);
    db_close(&login->db);
    free_secret(&login->secret);
    free_pointer(&login->redirect);
}

static bool find_port(const struct invocation *invocation, unsigned *port)
{
    const char *text = commands_option(invocation, "port");
    size_t size = text != NULL ? strlen(text) : 0;

    *port = text != NULL ? (unsigned)strtoul(text, NULL, 10) : PORT;
    if (text == NULL ||
        (size > 0 && size <= 5 && strspn(text, "0123456789") == size && *port <= 65535))
        return true;
    session_fail(EX_USAGE, "--port must be a number from 0 (one that is free) to 65535");
    return false;
}

static bool find_consumer(struct login *login, struct error *err)
{
    CLEANUP(free_pointer) char *path = credential_path(&login->invocation->config, login->name);
    const char *kind = NULL;

    if (!db_query(
            login->db,
            DB_CALL("select * from brigade.secret_of(credential => $1)", db_text(login->name)),
            &login->row, err))
        return false;
    if (db_rows_count(login->row) == 0)
        return error_set(err, ERROR_ITEM,
                         "there is no credential \"%s\": add the consumer with \"brigade "
                         "credential add %s --kind oauth --key K\"",
                         login->name, login->name);
    kind = db_rows_text(login->row, 0, "kind");
    if (strcmp(kind, "oauth") != 0)
        return error_set(err, ERROR_ITEM,
                         "credential %s is an %s, which needs no login: login is for oauth",
                         login->name, kind);
    return file_secret_read(path, &login->secret, err);
}

static bool has_our_state(const struct login *login, const char *query)
{
    CLEANUP(free_secret) char *state = listener_field(query, "state");

    return state != NULL && strcmp(state, login->state) == 0;
}

/* Values of the callback's query, or of what was pasted. */
static bool judge_callback(const struct login *login, const char *query, char **code,
                           struct error *err)
{
    CLEANUP(free_pointer) char *denied = listener_field(query, "error");

    if (!has_our_state(login, query))
        return error_set(err, ERROR_ITEM,
                         "this answer does not belong to this login (its state is another): run "
                         "\"brigade login %s\" again, and use the address that it prints",
                         login->name);
    if (denied != NULL)
        return error_set(err, ERROR_ITEM, "Bitbucket says that access was denied (%.60s)", denied);
    *code = listener_field(query, "code");
    return *code != NULL || error_set(err, ERROR_ITEM, "Bitbucket's answer holds no code");
}

/* Any page in the browser can send a request here. It is answered, and the wait goes on: only an
 * answer with our state ends it. */
static bool receive_code(struct login *login, char **code, struct error *err)
{
    int64_t until_ms = clock_ms() + CONSENT_MS;

    for (;;) {
        CLEANUP(free_secret) char *query = NULL;
        if (!listener_wait(login->listener, CALLBACK, until_ms - clock_ms(), &query, err))
            return false;
        if (has_our_state(login, query))
            return judge_callback(login, query, code, err);
        listener_answer(login->listener, false,
                        "This answer does not belong to this login: use the address that brigade "
                        "printed.");
    }
}

/* The code alone, or the address that the browser shows. */
static bool paste_code(const struct login *login, char **code, struct error *err)
{
    CLEANUP(free_secret) char *pasted = NULL;
    const char *query = NULL;

    if (!secret_read("Code, or the address that the browser shows: ", &pasted, err))
        return false;
    query = strchr(pasted, '?');
    if (query != NULL)
        return judge_callback(login, query + 1, code, err);
    for (const char *at = pasted; *at != '\0'; at++)
        if (!isgraph((unsigned char)*at))
            return error_set(err, ERROR_ITEM,
                             "this is no code: paste what stands behind code= in "
                             "the address that the browser shows");
    *code = TAKE(pasted);
    return true;
}

static bool redeem(const struct login *login, const char *code, struct error *err)
{
    const struct config *config = &login->invocation->config;
    const char *ca_file = config_text(config, SETTING_CA_FILE);
    struct oauth_consumer consumer = {.web_url = config_text(config, SETTING_WEB_URL),
                                      .key = db_rows_text(login->row, 0, "consumer_key"),
                                      .secret = login->secret,
                                      .ca_file = *ca_file != '\0' ? ca_file : NULL};
    CLEANUP(oauth_tokens_release) struct oauth_tokens tokens = {0};

    if (!oauth_redeem_code(&consumer, code, login->redirect, &tokens, err)) {
        if (err->http_status == 400)
            error_prefix(err,
                         "the code was refused: it is good once and for some minutes; run "
                         "\"brigade login %s\" again",
                         login->name);
        else if (err->http_status == 401)
            error_prefix(err, "the key or secret of the consumer was refused");
        return false;
    }
    return tokens_store(login->db, login->name, login->row, &tokens, err);
}

static void print_address(const struct login *login)
{
    CLEANUP(free_pointer)
    char *url = oauth_authorize_url(config_text(&login->invocation->config, SETTING_WEB_URL),
                                    db_rows_text(login->row, 0, "consumer_key"), login->redirect,
                                    login->state);

    printf("Open this page in a browser and agree:\n%s\n", url);
    if (login->listener == NULL)
        printf("The browser then shows a page that cannot be reached. Paste its address here, or "
               "the code in it.\n");
    fflush(stdout);
}

static bool run(struct login *login, struct error *err)
{
    CLEANUP(free_secret) char *code = NULL;
    bool done = false;

    print_address(login);
    done = (login->listener != NULL ? receive_code(login, &code, err)
                                    : paste_code(login, &code, err)) &&
           redeem(login, code, err);
    if (login->listener != NULL)
        listener_answer(login->listener, done,
                        done ? "Signed in. This page can be closed."
                             : "Not signed in: brigade says why.");
    return done;
}

static bool prepare(struct login *login, unsigned port, struct error *err)
{
    bool pastes = commands_has_option(login->invocation, "no-browser");

    if (!find_consumer(login, err) || (!pastes && !listener_open(&login->listener, port, err)))
        return false;
    login->redirect =
        xasprintf("http://127.0.0.1:%u" CALLBACK, pastes ? port : listener_port(login->listener));
    seal_make_nonce(login->state);
    return true;
}

int command_login(const struct invocation *invocation)
{
    CLEANUP(login_release)
    struct login login = {.invocation = invocation, .name = commands_argument(invocation, 0)};
    struct error err = {0};
    int exit_code = EX_OK;
    unsigned port = 0;

    if (!credential_check_name(login.name) || !find_port(invocation, &port))
        return EX_USAGE;
    login.db = session_open_database(invocation, &exit_code);
    if (login.db == NULL)
        return exit_code;
    if (!prepare(&login, port, &err))
        return session_fail_with(&err);
    if (!run(&login, &err))
        return err.http_status != 0 ? session_fail(EX_UNAVAILABLE, "%s", err.message)
                                    : session_fail_with(&err);
    session_say(invocation, "credential %s is signed in", login.name);
    return EX_OK;
}
