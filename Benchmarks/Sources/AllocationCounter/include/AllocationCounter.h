#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// How many blocks of memory the calling thread has allocated since it began; a block that was made larger or smaller
/// counts again. 0 in a program that was not linked with the counter.
long allocation_count(void);

#endif
