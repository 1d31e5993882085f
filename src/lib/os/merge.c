#include "lib/os/merge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

struct source {
    FILE *file;
    const char *path;
    char *line; /* the next one */
    size_t room;
};

/* The sources that have a line, the smallest first: each is before those at 2n+1 and 2n+2. */
struct heap {
    struct source *sources;
    size_t count; /* that have a line */
    size_t all;
};

static void heap_release(struct heap *heap)
{
    for (size_t i = 0; i < heap->all; i++) {
        if (heap->sources[i].file != NULL)
            fclose(heap->sources[i].file);
        free(heap->sources[i].line);
    }
    free(heap->sources);
}

static bool is_before(const struct heap *heap, size_t one, size_t other)
{
    return strcmp(heap->sources[one].line, heap->sources[other].line) < 0;
}

static void exchange(struct heap *heap, size_t one, size_t other)
{
    struct source kept = heap->sources[one];

    heap->sources[one] = heap->sources[other];
    heap->sources[other] = kept;
}

static void sink_down(struct heap *heap, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < heap->count; child++)
            least = is_before(heap, child, least) ? child : least;
        if (least == at)
            return;
        exchange(heap, at, least);
        at = least;
    }
}

/* *found is false behind the last line. */
static bool read_line(struct source *source, bool *found, struct error *err)
{
    ssize_t size = getline(&source->line, &source->room, source->file);

    *found = size > 0;
    if (size > 0 && source->line[size - 1] == '\n')
        source->line[size - 1] = '\0';
    return size > 0 || !ferror(source->file) ||
           error_set(err, ERROR_RETRY, "cannot read %s: %s", source->path, strerror(errno));
}

/* Takes the next line of the source at `at`; one that has none goes behind those that do. */
static bool step(struct heap *heap, size_t at, struct error *err)
{
    bool found = false;

    if (!read_line(&heap->sources[at], &found, err))
        return false;
    if (!found)
        exchange(heap, at, --heap->count);
    return true;
}

static bool open_all(struct heap *heap, const struct merge *merge, struct error *err)
{
    heap->sources = xcalloc(merge->count + 1, sizeof(*heap->sources));
    for (; heap->all < merge->count; heap->all++) {
        struct source *source = &heap->sources[heap->all];
        source->path = merge->paths[heap->all];
        source->file = fopen(source->path, "rbe");
        if (source->file == NULL)
            return error_set(err, ERROR_RETRY, "cannot open %s: %s", source->path, strerror(errno));
    }
    heap->count = heap->all;
    for (size_t i = heap->all; i-- > 0;)
        if (!step(heap, i, err))
            return false;
    for (size_t i = heap->count; i-- > 0;)
        sink_down(heap, i);
    return true;
}

static bool merge_few(const struct merge *merge, struct error *err)
{
    CLEANUP(heap_release) struct heap heap = {0};

    if (!open_all(&heap, merge, err))
        return false;
    while (heap.count > 0) {
        if (!merge->take(heap.sources[0].line, merge->payload, err) || !step(&heap, 0, err))
            return false;
        sink_down(&heap, 0);
    }
    return true;
}

/* Files that hold what several hold. */
struct stack {
    char **paths;
    size_t count;
};

static void stack_release(struct stack *stack)
{
    for (size_t i = 0; i < stack->count; i++) {
        unlink(stack->paths[i]);
        free(stack->paths[i]);
    }
    free(stack->paths);
}

static void close_file(FILE **file)
{
    if (*file != NULL)
        fclose(*file);
}

static bool write_line(const char *line, void *payload, struct error *err)
{
    return (fputs(line, payload) >= 0 && fputc('\n', payload) != EOF) ||
           error_set(err, ERROR_RETRY, "cannot write: %s", strerror(errno));
}

static bool write_group(struct stack *stack, const struct merge *merge, size_t first,
                        struct error *err)
{
    char *path = xasprintf("%s-%zu", merge->scratch, stack->count);
    CLEANUP(close_file) FILE *file = NULL;
    struct merge group = {
        .paths = merge->paths + first, .count = merge->count - first, .take = write_line};

    stack->paths[stack->count++] = path;
    file = fopen(path, "wbe");
    if (file == NULL)
        return error_set(err, ERROR_RETRY, "cannot write %s: %s", path, strerror(errno));
    group.count = group.count > MERGE_OPEN_MAX ? MERGE_OPEN_MAX : group.count;
    group.payload = file;
    if (!merge_few(&group, err))
        return false;
    return fclose(TAKE(file)) == 0 ||
           error_set(err, ERROR_RETRY, "cannot write %s: %s", path, strerror(errno));
}

bool merge_lines(const struct merge *merge, struct error *err)
{
    CLEANUP(stack_release) struct stack stack = {0};
    CLEANUP(free_pointer) char *scratch = xasprintf("%s-m", merge->scratch);
    struct merge next = *merge;

    if (merge->count <= MERGE_OPEN_MAX)
        return merge_few(merge, err);
    stack.paths = xcalloc(merge->count / MERGE_OPEN_MAX + 1, sizeof(*stack.paths));
    for (size_t first = 0; first < merge->count; first += MERGE_OPEN_MAX)
        if (!write_group(&stack, merge, first, err))
            return false;
    next.paths = (const char *const *)stack.paths;
    next.count = stack.count;
    next.scratch = scratch;
    return merge_lines(&next, err);
}
