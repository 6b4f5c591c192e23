using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Schematics;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Factory.Wizard.Texts;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard.State;

/// <summary>Reads the state of the wizard from the fields of an address or a form: what is not possible is left out, with a notice that says so.</summary>
internal sealed class WizardStateReader(SchematicService schematics, ReleaseOffers offers)
{
    static readonly string[] Targets = ["metal", "cloud", "sbc"];
    static readonly string[] Architectures = ["amd64", "arm64"];

    /// <summary>Reads a state.</summary>
    /// <param name="values">The fields.</param>
    /// <param name="owner">Whose schematics may be read.</param>
    /// <param name="texts">The language of notices.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<(WizardState State, IReadOnlyList<WizardNotice> Notices)> ReadAsync(
        FormValues values, string owner, WizardTexts texts, CancellationToken cancellationToken)
    {
        var (notices, state) = (new List<WizardNotice>(), new WizardState { Customization = CustomizationFields.Of(values) });
        state = await WithBasisAsync(state, values, owner, texts, notices, cancellationToken).ConfigureAwait(false);
        state = WithTarget(state, values.First("target") ?? string.Empty);
        state = await WithVersionAsync(state, values.First("version") ?? string.Empty, texts, notices, cancellationToken).ConfigureAwait(false);
        state = state.Target switch
        {
            "cloud" => WithPlatform(state, values.First("platform") ?? string.Empty, texts, notices),
            "sbc" => WithBoard(state, values.First("board") ?? string.Empty, texts, notices) with { Platform = "metal" },
            "metal" => state with { Platform = "metal" },
            _ => state,
        };
        state = WithMachine(state, values, texts, notices);
        var extensions = values.All("extensions").Where(name => name is not ("-" or "")).Distinct().Order(StringComparer.Ordinal).ToArray();
        return (state with
        {
            Extensions = values.Has("extensions") ? extensions : state.Basis?.Customization.OfficialExtensions,
            IsCustomized = state.Basis is not null || values.First("cmdline-set") is { Length: > 0 },
        }, notices);
    }

    /// <summary>The step that a state has come to: the first that has no answer yet.</summary>
    public static WizardStep NextStep(WizardState state) => state switch
    {
        { Target.Length: 0 } => WizardStep.Target,
        { Release: null } => WizardStep.Version,
        { Platform.Length: 0 } => WizardStep.Platform,
        { Target: "sbc", Board.Length: 0, Basis: null or { Overlay.Name.Length: 0 } } => WizardStep.Board,
        { Architecture.Length: 0 } => WizardStep.Machine,
        { Extensions: null } => WizardStep.Extensions,
        { IsCustomized: false } => WizardStep.Customize,
        _ => WizardStep.Result,
    };

    async Task<WizardState> WithBasisAsync(
        WizardState state, FormValues values, string owner, WizardTexts texts, List<WizardNotice> notices, CancellationToken cancellationToken)
    {
        if (values.First("schematic-id") is not { Length: > 0 } id)
        {
            return state;
        }

        if (await schematics.FindAsync(id, owner, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return state with { Basis = found.Schematic, SchematicId = found.Id.Hex };
        }

        notices.Add(new WizardNotice(texts.Format("notice.schematic", id), IsError: true));
        return state;
    }

    static WizardState WithTarget(WizardState state, string target)
    {
        if (!Targets.Contains(target))
        {
            return state with { Target = state.Basis is { Overlay.Name.Length: > 0 } ? "sbc" : string.Empty };
        }

        // An overlay belongs to a board: other hardware has none.
        return state with
        {
            Target = target,
            Basis = target != "sbc" && state.Basis is { } basis ? basis with { Overlay = new SchematicOverlay() } : state.Basis,
        };
    }

    async Task<WizardState> WithVersionAsync(
        WizardState state, string text, WizardTexts texts, List<WizardNotice> notices, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
        {
            return state;
        }

        if (await offers.FindVersionsAsync(cancellationToken).ConfigureAwait(false) is not { } known)
        {
            return state; // The step that asks for the version tells why it has none.
        }

        var number = text.StartsWith('v') ? text[1..] : text;
        if (SemanticVersion.TryParse(number, out var version) && version.Build.Length == 0 && known.Contains(version))
        {
            return state with { Release = new ReleaseVersion(version, "v" + number) };
        }

        notices.Add(new WizardNotice(texts.Format("notice.version", text), IsError: true));
        return state;
    }

    static WizardState WithPlatform(WizardState state, string name, WizardTexts texts, List<WizardNotice> notices)
    {
        if (name.Length == 0 || name == PlatformOffers.Metal.Name || state.Release is not { } release)
        {
            return state;
        }

        if (PlatformOffers.Find(name) is not { } offer)
        {
            notices.Add(new WizardNotice(texts.Format("notice.platform", name), IsError: true));
            return state;
        }

        if (!offer.IsOfferedFor(release.Version))
        {
            notices.Add(new WizardNotice(texts.Format("notice.since", offer.Title, offer.MinimumVersion, release.Version), IsError: true, WizardStep.Version));
            return state;
        }

        return state with { Platform = name };
    }

    static WizardState WithBoard(WizardState state, string name, WizardTexts texts, List<WizardNotice> notices)
    {
        var offer = name.Length > 0 ? BoardOffers.Find(name) : state.Basis is { } basis ? BoardOffers.Find(basis.Overlay) : null;
        if (name.Length > 0 && offer is null)
        {
            notices.Add(new WizardNotice(texts.Format("notice.board", name), IsError: true));
        }

        if (offer is null || state.Release is not { } release)
        {
            return state with { Board = offer?.Name ?? string.Empty };
        }

        if (!offer.IsOfferedFor(release.Version))
        {
            notices.Add(new WizardNotice(texts.Format("notice.since", offer.Title, offer.MinimumVersion, release.Version), IsError: true, WizardStep.Version));
        }

        return state with { Board = offer.Name };
    }

    static WizardState WithMachine(WizardState state, FormValues values, WizardTexts texts, List<WizardNotice> notices)
    {
        if (PlatformOffers.Find(state.Platform) is not { } platform)
        {
            return state;
        }

        // Going back to this step shows it although there may be only one answer.
        var isAsked = values.Has("selected-arch") && !values.Has("arch");
        var architecture = state.Board.Length > 0 ? isAsked ? string.Empty : "arm64"
            : platform.Architectures is [var only] && !isAsked ? only
            : values.First("arch") is { } given && platform.Architectures.Contains(given) && Architectures.Contains(given) ? given : string.Empty;
        var isSecureBoot = values.First("secureboot") == "true";
        if (isSecureBoot && FindWithoutSecureBoot(state, platform, texts) is { } name)
        {
            notices.Add(new WizardNotice(texts.Format("notice.secureboot", name), IsError: false));
            isSecureBoot = false;
        }

        return state with { Architecture = architecture, IsSecureBoot = isSecureBoot };
    }

    /// <summary>The name of what has no Secure Boot images, the hardware or the release; null when there are some.</summary>
    static string? FindWithoutSecureBoot(WizardState state, PlatformOffer platform, WizardTexts texts) =>
        state.Target == "sbc" ? BoardOffers.Find(state.Board)?.Title ?? texts["target.sbc"]
        : !platform.HasSecureBoot ? platform.Title
        : state.Release is { } release && !platform.HasSecureBootIn(release) ? $"Talos {release.Version}" : null;
}
