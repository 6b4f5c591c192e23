namespace TalosBoot.Overlays.Programs;

/// <summary>How a program ended.</summary>
/// <param name="End">How.</param>
/// <param name="ExitCode">Its exit code, where it ended by itself.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error, the first part.</param>
internal sealed record ProgramAnswer(ProgramEnd End, int ExitCode, byte[] Output, string Errors);
