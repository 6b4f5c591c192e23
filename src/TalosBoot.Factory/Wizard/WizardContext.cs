using TalosBoot.Factory.Wizard.State;

namespace TalosBoot.Factory.Wizard;

/// <summary>Hands the components of a page what they show. One for each request.</summary>
internal sealed class WizardContext
{
    WizardPage? _page;

    public WizardPage Page
    {
        get => _page ?? throw new InvalidOperationException("There is no page yet.");
        set => _page = value;
    }
}
