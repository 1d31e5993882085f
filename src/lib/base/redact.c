#include "lib/base/redact.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/limits.h"
#include "lib/base/locked.h"

#define MASK "***"

/* Forms of all secrets known. The oldest secrets give way. */
static char *forms[LIMIT_FORMS_REDACTED];
static size_t next_form;

static void add_form(const char *form)
{
    if (strlen(form) < REDACT_SECRET_BYTES_MIN)
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++)
        if (forms[i] != NULL && strcmp(forms[i], form) == 0)
            return;
    free_secret(&forms[next_form]);
    forms[next_form] = locked_copy(form);
    next_form = (next_form + 1) % ARRAY_LENGTH(forms);
}

/* `kept` stand for themselves beside letters and digits; NULL: nothing does. */
static void add_percent(const char *secret, const char *kept, const char *hex)
{
    CLEANUP(free_secret) char *form = locked_new(3 * (strlen(secret) + 1));
    char *to = form;
    for (const char *at = secret; *at != '\0'; at++) {
        unsigned byte = (unsigned char)*at;
        bool is_kept = kept != NULL && (isalnum((unsigned char)*at) || strchr(kept, *at) != NULL);
        *to++ = is_kept ? *at : '%';
        if (!is_kept) {
            *to++ = hex[byte >> 4];
            *to++ = hex[byte & 15];
        }
    }
    add_form(form);
}

static void add_json(const char *secret, bool with_slash)
{
    CLEANUP(free_secret) char *form = locked_new(6 * (strlen(secret) + 1));
    char *to = form;
    for (const char *at = secret; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\' || (*at == '/' && with_slash))
            *to++ = '\\';
        *to++ = *at;
    }
    add_form(form);
}

/* The digits that the secret alone decides when `before` bytes of something else share its first
 * group of three. An encoder of whole texts, such as libsodium's, knows no such beginning. */
static void add_base64(const char *secret, size_t before, const char *last_two)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    CLEANUP(free_secret) char *form = locked_new(2 * (strlen(secret) + 1));
    char *to = form;
    for (size_t bit = (6 - before * 8 % 6) % 6; bit + 6 <= strlen(secret) * 8; bit += 6) {
        unsigned pair = (unsigned)(unsigned char)secret[bit / 8] << 8;
        pair |= (unsigned char)secret[bit / 8 + 1]; /* at most the final zero */
        unsigned digit = pair >> (10 - bit % 8) & 63;
        *to++ = digit < 62 ? digits[digit] : last_two[digit - 62];
    }
    add_form(form);
}

void redact_learn(const char *secret)
{
    static const char *const kept[] = {"-._~", "-._~=", "-._~:@!$&'()*+,;=", "", "*-._", NULL};
    if (strlen(secret) < REDACT_SECRET_BYTES_MIN)
        return;
    add_form(secret);
    add_json(secret, false);
    add_json(secret, true);
    for (size_t i = 0; i < ARRAY_LENGTH(kept); i++) {
        add_percent(secret, kept[i], "0123456789ABCDEF");
        add_percent(secret, kept[i], "0123456789abcdef");
    }
    for (size_t before = 0; before < 3; before++) {
        add_base64(secret, before, "+/");
        add_base64(secret, before, "-_");
    }
}

/* Puts the mask in place of `size` bytes; returns what follows it. */
static char *mask(char *from, size_t size)
{
    size_t kept = size < sizeof(MASK) - 1 ? size : sizeof(MASK) - 1;
    memcpy(from, MASK, kept);
    memmove(from + kept, from + size, strlen(from + size) + 1);
    return from + kept;
}

static void redact_known(char *text)
{
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++)
        for (char *at = text; forms[i] != NULL && (at = strstr(at, forms[i])) != NULL;)
            at = mask(at, strlen(forms[i]));
}

/* A secret follows each of these words and reaches to one of `ends`. */
static const struct {
    const char *word;
    const char *ends;
} betrayers[] = {
    {"authorization:", "\r\n\"'"},
    {"authorization=", "\r\n\"'&"},
    {"access_token=", "& \t\r\n\"'#<>"},
    {"refresh_token=", "& \t\r\n\"'#<>"},
    {"client_secret=", "& \t\r\n\"'#<>"},
    {"x-amz-signature=", "& \t\r\n\"'#<>"},
    {"x-amz-credential=", "& \t\r\n\"'#<>"},
    {"x-amz-security-token=", "& \t\r\n\"'#<>"},
    {"sig=", "& \t\r\n\"'#<>"},
    {"signature=", "& \t\r\n\"'#<>"},
    {"password=", "& \t\r\n\"'#<>"},
    {"access_token\":", ",}\r\n"},
    {"refresh_token\":", ",}\r\n"},
    {"client_secret\":", ",}\r\n"},
};

static void redact_betrayed(char *text)
{
    for (size_t i = 0; i < ARRAY_LENGTH(betrayers); i++) {
        for (char *at = text; (at = strcasestr(at, betrayers[i].word)) != NULL;) {
            at += strlen(betrayers[i].word);
            at += strspn(at, " ");
            size_t size = strcspn(at, betrayers[i].ends);
            if (size > 0)
                at = mask(at, size);
        }
    }
}

/* scheme://user:password@host: all before the last @ of the authority. */
static void redact_user_info(char *text)
{
    for (char *at = text; (at = strstr(at, "://")) != NULL;) {
        at += strlen("://");
        size_t end = strcspn(at, "/?# \t\r\n\"'<>");
        size_t size = end;
        while (size > 0 && at[size - 1] != '@')
            size--;
        if (size > 1)
            at = mask(at, size - 1);
    }
}

void redact_text(char *text)
{
    redact_known(text);
    redact_betrayed(text);
    redact_user_info(text);
}

void redact_forget(void)
{
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++)
        free_secret(&forms[i]);
    next_form = 0;
}
