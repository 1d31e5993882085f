#include "export/shared/people.h"

#include <stdlib.h>
#include <string.h>

struct mention {
    const char *key; /* account or uuid */
    size_t person;
};

struct people {
    struct db_rows *rows; /* of forge.export_people; texts are borrowed from it */
    struct person *list;
    size_t count;
    int64_t *numbers; /* of the list */
    struct mention *mentions;
    size_t mention_count;
    struct person unknown;
};

void people_free(struct people **people)
{
    struct people *old = TAKE(*people);

    if (old == NULL)
        return;
    db_rows_free(&old->rows);
    free(old->list);
    free(old->numbers);
    free(old->mentions);
    free(old);
}

int64_t people_hash(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    hash &= INT64_MAX;
    return hash != 0 ? (int64_t)hash : 1;
}

static int compare_numbers(const void *left, const void *right)
{
    int64_t one = *(const int64_t *)left;
    int64_t other = *(const int64_t *)right;

    return (one > other) - (one < other);
}

static int compare_mentions(const void *left, const void *right)
{
    return strcmp(((const struct mention *)left)->key, ((const struct mention *)right)->key);
}

static int compare_people(const void *left, const void *right)
{
    return compare_numbers(&((const struct person *)left)->user_id,
                           &((const struct person *)right)->user_id);
}

static bool is_taken(const struct people *people, int64_t number, size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (people->numbers[i] == number)
            return true;
    return number == people->unknown.number;
}

static void add_mention(struct people *people, const char *key, size_t person)
{
    if (key != NULL)
        people->mentions[people->mention_count++] = (struct mention){key, person};
}

static void take_person(struct people *people, size_t row)
{
    struct person *person = &people->list[row];
    int64_t remote_id = db_rows_integer(people->rows, row, "remote_id");

    person->user_id = db_rows_integer(people->rows, row, "user_id");
    person->name = db_rows_text(people->rows, row, "name");
    person->login = db_rows_text(people->rows, row, "login");
    person->shown = remote_id > 0 && person->login != NULL ? person->login : person->name;
    person->number = remote_id > 0 && person->login != NULL
                         ? remote_id
                         : people_hash(db_rows_text(people->rows, row, "seed"));
    add_mention(people, db_rows_text(people->rows, row, "account_id"), row);
    add_mention(people, db_rows_text(people->rows, row, "uuid"), row);
}

static bool has_double(const struct people *people)
{
    int64_t *sorted = xcalloc(people->count + 1, sizeof(*sorted));
    bool found = false;

    for (size_t i = 0; i < people->count; i++)
        sorted[i] = people->list[i].number;
    qsort(sorted, people->count, sizeof(*sorted), compare_numbers);
    for (size_t i = 1; i < people->count; i++)
        found |= sorted[i] == sorted[i - 1];
    free(sorted);
    return found;
}

/* Two people may have one account at the target, and then share its number. Next to never do two
 * share one of 63 bits that is made of what they are: the second then has the next one. */
static void number_all(struct people *people)
{
    bool are_several = has_double(people);

    for (size_t i = 0; i < people->count; i++) {
        struct person *person = &people->list[i];
        bool is_account = person->shown == person->login;
        while (are_several && !is_account && is_taken(people, person->number, i))
            person->number = person->number < INT64_MAX ? person->number + 1 : 1;
        people->numbers[i] = person->number;
    }
}

bool people_load(const struct task *task, struct people **out, struct error *err)
{
    CLEANUP(people_free) struct people *people = xcalloc(1, sizeof(*people));

    if (!db_query(task->workplace->db,
                  DB_CALL("select user_id, account_id, uuid, seed, name, login, remote_id from "
                          "forge.export_people(run => $1)",
                          db_int(task->workplace->run_id)),
                  &people->rows, err))
        return false;
    people->count = db_rows_count(people->rows);
    people->list = xcalloc(people->count + 1, sizeof(*people->list));
    people->numbers = xcalloc(people->count + 1, sizeof(*people->numbers));
    people->mentions = xcalloc(2 * people->count + 1, sizeof(*people->mentions));
    people->unknown = (struct person){0, people_hash("name:Unknown"), "Unknown", NULL, "Unknown"};
    for (size_t i = 0; i < people->count; i++)
        take_person(people, i);
    number_all(people);
    qsort(people->mentions, people->mention_count, sizeof(*people->mentions), compare_mentions);
    *out = TAKE(people);
    return true;
}

const struct person *people_find(const struct people *people, int64_t user_id)
{
    struct person wanted = {.user_id = user_id};
    const struct person *found =
        bsearch(&wanted, people->list, people->count, sizeof(*people->list), compare_people);

    return found != NULL ? found : &people->unknown;
}

const struct person *people_mentioned(const struct people *people, const char *key)
{
    struct mention wanted = {.key = key};
    const struct mention *found = bsearch(&wanted, people->mentions, people->mention_count,
                                          sizeof(*people->mentions), compare_mentions);

    return found != NULL ? &people->list[found->person] : NULL;
}

const int64_t *people_numbers(const struct people *people, size_t *count)
{
    *count = people->count;
    return people->numbers;
}
