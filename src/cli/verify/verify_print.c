#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/grid.h"
#include "cli/verify/verify.h"

/* More findings than these are summed up when nobody asked for all. */
#define LINES_MANY 40
/* Of those, this many that do not hold are printed. */
#define LINES_SHOWN 100

/* How often each check came out how. */
struct sums {
    const char **names; /* of checks, borrowed */
    size_t (*counts)[3];
    size_t size;
};

static void sums_release(struct sums *sums)
{
    free(sums->names);
    free(sums->counts);
}

static size_t sum_of(struct sums *sums, const char *name)
{
    for (size_t i = 0; i < sums->size; i++)
        if (strcmp(sums->names[i], name) == 0)
            return i;
    sums->size++;
    sums->names = xrealloc(sums->names, sums->size * sizeof(*sums->names));
    sums->counts = xrealloc(sums->counts, sums->size * sizeof(*sums->counts));
    sums->names[sums->size - 1] = name;
    memset(sums->counts[sums->size - 1], 0, sizeof(sums->counts[0]));
    return sums->size - 1;
}

static bool is_result(const struct json_object *line, enum verify_result result)
{
    return strcmp(json_text_at(line, "result"), verify_result_names[result]) == 0;
}

static void print_sums(const struct json_object *lines)
{
    CLEANUP(sums_release) struct sums sums = {0};
    CLEANUP(grid_release) struct grid grid = {.columns = 4};

    for (size_t i = 0; i < json_length(lines); i++) {
        const struct json_object *line = json_element(lines, i);
        size_t sum = sum_of(&sums, json_text_at(line, "check"));
        for (int r = VERIFY_HOLDS; r <= VERIFY_UNKNOWN; r++)
            sums.counts[sum][r] += is_result(line, (enum verify_result)r);
    }
    grid_add_row(&grid, (const char *[]){"check", "ok", "BROKEN", "unknown"});
    for (size_t i = 0; i < sums.size; i++) {
        char texts[3][24];
        for (size_t r = 0; r < 3; r++)
            snprintf(texts[r], sizeof(texts[r]), "%zu", sums.counts[i][r]);
        grid_add_row(&grid, (const char *[]){sums.names[i], texts[0], texts[1], texts[2]});
    }
    grid_print(&grid, "");
}

static void add_line(struct grid *grid, const struct json_object *line)
{
    if (grid->count == 0)
        grid_add_row(grid, (const char *[]){"result", "what", "check", "finding"});
    grid_add_row(grid,
                 (const char *[]){json_text_at(line, "result"), json_text_at(line, "what"),
                                  json_text_at(line, "check"), json_text_at(line, "finding")});
}

/* What does not hold: broken before unknown. */
static void print_bad(const struct json_object *lines)
{
    static const enum verify_result bad[] = {VERIFY_BROKEN, VERIFY_UNKNOWN};
    CLEANUP(grid_release) struct grid grid = {.columns = 4};
    size_t count = 0;

    for (size_t r = 0; r < ARRAY_LENGTH(bad); r++)
        for (size_t i = 0; i < json_length(lines); i++)
            if (is_result(json_element(lines, i), bad[r]) && count++ < LINES_SHOWN)
                add_line(&grid, json_element(lines, i));
    if (count > 0)
        putchar('\n');
    grid_print(&grid, "");
    if (count > LINES_SHOWN)
        printf("and %zu more: brigade verify --all, or brigade verify NUMBER for one import\n",
               count - LINES_SHOWN);
}

void verify_print(const struct verification *verification, bool all)
{
    const struct json_object *lines = verification->lines;
    CLEANUP(grid_release) struct grid grid = {.columns = 4};

    if (!all && verification->import == NULL && json_length(lines) > LINES_MANY) {
        print_sums(lines);
        print_bad(lines);
        return;
    }
    for (size_t i = 0; i < json_length(lines); i++)
        add_line(&grid, json_element(lines, i));
    grid_print(&grid, "");
}
