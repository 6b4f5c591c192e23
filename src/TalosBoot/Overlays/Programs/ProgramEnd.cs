namespace TalosBoot.Overlays.Programs;

/// <summary>Why a program ended.</summary>
internal enum ProgramEnd
{
    /// <summary>It ended by itself.</summary>
    Exited,

    /// <summary>It could not be started.</summary>
    NotStarted,

    /// <summary>It took too long, and was ended.</summary>
    TimedOut,

    /// <summary>It wrote too much, and was ended.</summary>
    WroteTooMuch,
}
