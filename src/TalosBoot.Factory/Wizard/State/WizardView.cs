namespace TalosBoot.Factory.Wizard.State;

/// <summary>The kinds of pages.</summary>
internal enum WizardView
{
    Steps,
    Import,
    Compare,
}
