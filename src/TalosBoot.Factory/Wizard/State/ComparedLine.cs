namespace TalosBoot.Factory.Wizard.State;

/// <summary>A line of two texts.</summary>
internal sealed record ComparedLine(string Text, bool IsLeft, bool IsRight);
