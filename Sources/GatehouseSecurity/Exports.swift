#if Security
    // A program that signs people in also has a gate.
    @_exported public import Gatehouse
#endif
