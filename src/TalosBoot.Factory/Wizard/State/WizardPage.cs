using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Wizard.Results;
using TalosBoot.Factory.Wizard.Texts;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Factory.Wizard.State;

/// <summary>All that a page shows.</summary>
internal sealed record WizardPage
{
    public required WizardTexts Texts { get; init; }

    public required WizardView View { get; init; }

    public WizardState State { get; init; } = new();

    public WizardStep Step { get; init; }

    public IReadOnlyList<WizardNotice> Notices { get; init; } = [];

    /// <summary>What the request sent, for what was chosen before and what was wrong.</summary>
    public FormValues Sent { get; init; } = new([]);

    /// <summary>The fields of the page's address; null when a form sent them in a body, where they may be secret and come into no address.</summary>
    public FormValues? Query { get; init; }

    /// <summary>The name of the field that cannot be understood, or the empty string.</summary>
    public string WrongField { get; init; } = string.Empty;

    public IReadOnlyList<SemanticVersion> Versions { get; init; } = [];

    public IReadOnlyList<OfficialExtension> Extensions { get; init; } = [];

    public WizardResult? Result { get; init; }

    public SchematicComparison? Comparison { get; init; }

    /// <summary>Whether something of a release that the page is about cannot be read at the moment.</summary>
    public bool IsReleaseUnreadable { get; private init; }

    /// <summary>The page with a sentence on what cannot be read of a release.</summary>
    public WizardPage WithTrouble(string text, WizardStep? step = null) =>
        this with { IsReleaseUnreadable = true, Notices = [.. Notices, new WizardNotice(text, IsError: true, step)] };

    /// <summary>What a field shows: what was sent, or what was chosen before, or a default.</summary>
    public string Preselected(string name, string otherwise) =>
        Sent.First(name) is { Length: > 0 } sent ? sent : Sent.First("selected-" + name) is { Length: > 0 } selected ? selected : otherwise;

    /// <summary>The address of a step with the choices as they are.</summary>
    public string AddressOf(WizardStep step) => WizardAddress.Of(State, ("step", WizardAddress.NameOf(step)));

    /// <summary>The address of this page in another language.</summary>
    public string AddressIn(WizardTexts texts)
    {
        IEnumerable<KeyValuePair<string, string>> known = View == WizardView.Steps ? State.Fields().Append(KeyValuePair.Create("step", WizardAddress.NameOf(Step))) : [];
        return WizardAddress.At(WizardAddress.PathOf(View), (Query?.Without("lang") ?? known).Append(KeyValuePair.Create("lang", texts.Language)));
    }
}
