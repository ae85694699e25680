#ifndef CHECKPOINT_H
#define CHECKPOINT_H

/// Does nothing. With `valgrind --tool=callgrind --dump-before=checkpoint`, each call writes the counts so far to a
/// file.
void checkpoint(void);

#endif
