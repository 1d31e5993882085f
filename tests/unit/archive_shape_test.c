#include <check.h>
#include <string.h>

#include "bitbucket/archive_shape.h"
#include "suites.h"

static struct json_object *parsed(const char *text)
{
    struct json_object *value = NULL;
    struct error err;
    ck_assert_msg(json_parse(text, strlen(text), &value, NULL, &err), "%s: %s", text, err.message);
    return value;
}

enum shape { NAME, ISSUE, COMMENT, CHANGE, ATTACHMENT };

static struct json_object *shaped(enum shape shape, struct json_object *element, int64_t *iid)
{
    switch (shape) {
    case NAME:
        return archive_shape_name(element);
    case ISSUE:
        return archive_shape_issue(element);
    case COMMENT:
        return archive_shape_comment(element, iid);
    case CHANGE:
        return archive_shape_change(element, iid);
    default:
        return archive_shape_attachment(element, iid);
    }
}

#define ISSUE_REST(text) "{\"type\":\"issue\",\"id\":7,\"title\":null,\"state\":null," text "}"
#define NOBODY "\"reporter\":null,\"assignee\":null"
#define NO_PARTS "\"component\":null,\"milestone\":null,\"version\":null"
#define NO_TIMES "\"created_on\":null,\"updated_on\":null,\"edited_on\":null"
#define BARE(parts, people)                                                                        \
    ISSUE_REST("\"kind\":null,\"priority\":null,\"content\":{\"raw\":null}," parts "," people      \
               "," NO_TIMES)
#define ADA "{\"type\":\"user\",\"account_id\":\"1:a\",\"display_name\":\"Ada\"}"

/* An element and the object of the API that it stands for; NULL: it is not the thing. */
static const struct {
    enum shape shape;
    const char *element;
    const char *object;
    int64_t iid;
} shapes[] = {
    {NAME, "{\"name\": \"1.0\"}", "{\"name\":\"1.0\"}", 0},
    {NAME, "\"1.0\"", "{\"name\":\"1.0\"}", 0},
    {NAME, "{\"name\": \"None\"}", NULL, 0},
    {NAME, "{\"title\": \"1.0\"}", NULL, 0},
    {NAME, "17", NULL, 0},
    {NAME, "null", NULL, 0},
    {ISSUE, "{\"id\": 7}", BARE(NO_PARTS, NOBODY), 0},
    {ISSUE, "{\"id\": 7, \"component\": \"\", \"milestone\": \"None\", \"version\": null}",
     BARE(NO_PARTS, NOBODY), 0},
    {ISSUE, "{\"id\": 7, \"component\": \"c\", \"milestone\": {\"id\": 3, \"name\": \"m\"}}",
     BARE("\"component\":{\"name\":\"c\"},\"milestone\":{\"name\":\"m\"},\"version\":null", NOBODY),
     0},
    {ISSUE,
     "{\"id\": 7, \"reporter\": \"ada\", \"assignee\": {\"display_name\": \"Ada\", "
     "\"account_id\": \"1:a\"}}",
     BARE(NO_PARTS, "\"reporter\":{\"type\":\"name\",\"nickname\":\"ada\"},\"assignee\":" ADA), 0},
    {ISSUE,
     "{\"id\": 7, \"reporter\": \"Anonymous\", \"assignee\": {\"display_name\": "
     "\"Anonymous\", \"account_id\": null}}",
     BARE(NO_PARTS, NOBODY), 0},
    {ISSUE, "{\"id\": 7, \"responsible\": {\"display_name\": \"Bob B\"}, \"reporter\": \"None\"}",
     BARE(NO_PARTS, "\"reporter\":null,\"assignee\":{\"type\":\"name\",\"nickname\":\"Bob "
                    "B\"}"),
     0},
    {ISSUE,
     "{\"id\": 7, \"title\": \"None\", \"status\": \"new\", \"kind\": \"bug\", \"priority\": "
     "\"major\", \"content\": \"a\\r\\nb\", \"watchers\": [\"a\", \"b\"], \"voters\": [], "
     "\"created_on\": \"2013-04-19T15:59:32+00:00\", \"updated_on\": \"None\"}",
     "{\"type\":\"issue\",\"id\":7,\"title\":\"None\",\"state\":\"new\",\"kind\":\"bug\","
     "\"priority\":\"major\",\"content\":{\"raw\":\"a\\r\\nb\"}," NO_PARTS "," NOBODY
     ",\"votes\":0,\"watches\":2,\"created_on\":\"2013-04-19T15:59:32+00:00\",\"updated_on\":null,"
     "\"edited_on\":null}",
     0},
    {ISSUE, "{\"title\": \"no id\"}", NULL, 0},
    {ISSUE, "{\"id\": \"7\"}", NULL, 0},
    {ISSUE, "{\"id\": -7}", NULL, 0},
    {ISSUE, "[7]", NULL, 0},
    {COMMENT, "{\"id\": 9, \"issue\": 7, \"content\": {\"raw\": \"x\", \"html\": \"y\"}}",
     "{\"type\":\"issue_comment\",\"id\":9,\"content\":{\"raw\":\"x\"},\"user\":null,\"created_"
     "on\":"
     "null,\"updated_on\":null}",
     7},
    {COMMENT, "{\"id\": 9, \"content\": \"x\"}", NULL, 0},
    {CHANGE,
     "{\"issue\": 7, \"comment\": 9, \"field\": \"status\", \"changed_from\": \"new\", "
     "\"changed_to\": \"open\", \"user\": \"None\"}",
     "{\"type\":\"issue_change\",\"id\":9,\"changes\":{\"state\":{\"old\":\"new\",\"new\":\"open\"}"
     "}"
     ",\"user\":null,\"created_on\":null}",
     7},
    {CHANGE,
     "{\"issue\": 7, \"comment\": 9, \"field\": \"responsible\", \"changed_from\": \"None\", "
     "\"changed_to\": {\"account_id\": \"1:a\"}}",
     "{\"type\":\"issue_change\",\"id\":9,\"changes\":{\"assignee\":{\"old\":\"\",\"new\":\"1:a\"}}"
     ","
     "\"user\":null,\"created_on\":null}",
     7},
    {CHANGE, "{\"issue\": 7, \"id\": 3, \"field\": \"kind\"}",
     "{\"type\":\"issue_change\",\"id\":3,\"changes\":{\"kind\":{\"old\":\"\",\"new\":\"\"}},"
     "\"user\":null,\"created_on\":null}",
     7},
    {CHANGE, "{\"issue\": 7, \"comment\": 9}", NULL, 7},
    {CHANGE, "{\"comment\": 9, \"field\": \"kind\"}", NULL, 0},
    {ATTACHMENT, "{\"issue\": 7, \"filename\": \"../x\", \"path\": \"attachments/1\"}",
     "{\"type\":\"issue_attachment\",\"name\":\"../x\",\"user\":null}", 7},
    {ATTACHMENT, "{\"issue\": 7, \"filename\": \"x\"}", NULL, 7},
    {ATTACHMENT, "{\"issue\": 7, \"path\": \"attachments/1\"}", NULL, 0},
};

START_TEST(an_element_becomes_what_the_api_says)
{
    CLEANUP(json_free) struct json_object *element = parsed(shapes[_i].element);
    CLEANUP(json_free) struct json_object *object = NULL;
    int64_t iid = 0;

    object = shaped(shapes[_i].shape, element, &iid);
    if (shapes[_i].object == NULL) {
        ck_assert_msg(object == NULL, "%s", shapes[_i].element);
        return;
    }
    ck_assert_msg(object != NULL, "%s", shapes[_i].element);
    ck_assert_str_eq(json_print(object, NULL), shapes[_i].object);
    ck_assert_int_eq(iid, shapes[_i].iid);
}
END_TEST

START_TEST(content_null_is_no_remark)
{
    static const struct {
        const char *comment;
        bool is_remark;
    } comments[] = {{"{\"content\": null}", false},
                    {"{}", false},
                    {"{\"content\": {\"raw\": null}}", false},
                    {"{\"content\": \"\"}", true},
                    {"{\"content\": {\"raw\": \"x\"}}", true},
                    {"{\"content\": \"None\"}", true}};

    for (size_t i = 0; i < ARRAY_LENGTH(comments); i++) {
        CLEANUP(json_free) struct json_object *comment = parsed(comments[i].comment);
        ck_assert_msg(archive_shape_is_remark(comment) == comments[i].is_remark, "%s",
                      comments[i].comment);
    }
}
END_TEST

Suite *archive_shape_suite(void)
{
    Suite *suite = suite_create("archive_shape");
    TCase *all = tcase_create("all");

    tcase_add_loop_test(all, an_element_becomes_what_the_api_says, 0, (int)ARRAY_LENGTH(shapes));
    tcase_add_test(all, content_null_is_no_remark);
    suite_add_tcase(suite, all);
    return suite;
}
