#include "cli/interrupt.h"

volatile bool interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = true;
}

void interrupt_begin(struct interrupt *before)
{
    struct sigaction action = {.sa_handler = on_signal};

    interrupted = false;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &before->on_int);
    sigaction(SIGTERM, &action, &before->on_term);
}

void interrupt_end(const struct interrupt *before)
{
    sigaction(SIGINT, &before->on_int, NULL);
    sigaction(SIGTERM, &before->on_term, NULL);
}
