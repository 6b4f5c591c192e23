namespace TalosBoot.Factory.Wizard.State;

/// <summary>The steps of the wizard, in order.</summary>
internal enum WizardStep
{
    Target,
    Version,
    Platform,
    Board,
    Machine,
    Extensions,
    Customize,
    Result,
}
