namespace TalosBoot.Factory.Wizard.State;

/// <summary>Something that people should know before they build.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="IsError">Whether nothing can be built because of it.</param>
/// <param name="Step">Where it can be mended.</param>
internal sealed record WizardNotice(string Text, bool IsError, WizardStep? Step = null);
