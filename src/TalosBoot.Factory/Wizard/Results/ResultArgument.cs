namespace TalosBoot.Factory.Wizard.Results;

/// <summary>An argument of the kernel.</summary>
/// <param name="Text">The argument.</param>
/// <param name="IsOwn">Whether the schematic brings it.</param>
internal sealed record ResultArgument(string Text, bool IsOwn);
