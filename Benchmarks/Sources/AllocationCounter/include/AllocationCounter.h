#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// The number of blocks that the calling thread has allocated so far. A block that is resized counts again. 0 in a
/// program that is not linked with the counter.
long allocation_count(void);

#endif
