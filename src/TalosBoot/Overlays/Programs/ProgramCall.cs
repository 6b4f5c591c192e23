namespace TalosBoot.Overlays.Programs;

/// <summary>One call of a program.</summary>
/// <param name="Program">The path of the program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Folder">The folder that it works in, and that it has for temporary files.</param>
/// <param name="Input">What it reads from standard input.</param>
/// <param name="Options">How long it may take, and where it finds other programs.</param>
internal sealed record ProgramCall(string Program, IReadOnlyList<string> Arguments, string Folder, ReadOnlyMemory<byte> Input, OverlayProgramOptions Options);
