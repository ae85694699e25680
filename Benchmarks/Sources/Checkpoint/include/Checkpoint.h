#ifndef CHECKPOINT_H
#define CHECKPOINT_H

/// Does nothing. Under `valgrind --tool=callgrind --dump-before=checkpoint` what was counted so far is written to a file
/// whenever this is called.
void checkpoint(void);

#endif
