using Microsoft.Extensions.Options;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Factory.Wizard.State;
using TalosBoot.Factory.Wizard.Texts;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard.Results;

/// <summary>Finds what would make builds fail, before they are asked for.</summary>
internal sealed class ConflictFinder(ReleaseOffers offers, ImageFactoryOptions options, IOptions<TalosBootOptions> engine)
{
    public async Task<IReadOnlyList<WizardNotice>> FindAsync(WizardState state, Schematic schematic, WizardTexts texts, CancellationToken cancellationToken)
    {
        var (release, notices) = (state.Release!, new List<WizardNotice>());
        notices.AddRange(await FindExtensionsAsync(release, schematic, texts, cancellationToken).ConfigureAwait(false));
        if (schematic.Overlay.Name is { Length: > 0 } overlay)
        {
            var offered = await offers.FindOverlaysAsync(release, cancellationToken).ConfigureAwait(false);
            if (offered is null)
            {
                notices.Add(Unreadable(release, texts));
            }
            else if (!offered.Any(known => known.Name == overlay))
            {
                notices.Add(new WizardNotice(texts.Format("conflict.overlay", overlay, release.Version), IsError: true, WizardStep.Version));
            }
        }

        notices.AddRange(FindInCustomization(state, schematic.Customization, texts));
        if (state.IsSecureBoot && !options.SecureBoot.IsEnabled)
        {
            notices.Add(new WizardNotice(texts["conflict.secureboot"], IsError: true, WizardStep.Machine));
        }

        return notices;
    }

    IEnumerable<WizardNotice> FindInCustomization(WizardState state, SchematicCustomization customization, WizardTexts texts)
    {
        WizardNotice Conflict(string text) => new(text, IsError: true, WizardStep.Customize);
        var release = state.Release!;
        if (customization.EmbeddedMachineConfiguration.Length > 0 && !release.Quirks.SupportsEmbeddedConfiguration)
        {
            yield return Conflict(texts.Format("conflict.config", release.Version));
        }

        // Secure Boot starts systemd-boot, whatever a schematic says.
        if (customization.Bootloader == BootloaderKind.DualBoot && state is { Architecture: "arm64", IsSecureBoot: false })
        {
            yield return Conflict(texts["conflict.bootloader"]);
        }

        if (customization.SecureBoot.IncludeWellKnownCertificates && state.IsSecureBoot && engine.Value.WellKnownCertificates is null)
        {
            yield return Conflict(texts["conflict.wellknown"]);
        }

        if (!AssetFiles.HasPossibleSectors(state))
        {
            yield return Conflict(texts.Format("conflict.sector", customization.DiskSectorSize));
        }
    }

    static WizardNotice Unreadable(ReleaseVersion release, WizardTexts texts) =>
        new(texts.Format("notice.catalog", release.Version), IsError: true, WizardStep.Version);

    async Task<IEnumerable<WizardNotice>> FindExtensionsAsync(
        ReleaseVersion release, Schematic schematic, WizardTexts texts, CancellationToken cancellationToken)
    {
        if (schematic.Customization.OfficialExtensions.Count == 0)
        {
            return []; // What is not asked for need not be readable.
        }

        if (await offers.FindExtensionsAsync(release, cancellationToken).ConfigureAwait(false) is not { } known)
        {
            return [Unreadable(release, texts)];
        }

        var offered = known.Select(extension => extension.Repository).ToHashSet();
        return schematic.Customization.OfficialExtensions.Where(name => !offered.Contains(name)).Select(name =>
            ExtensionAliases.TryFind(name, out var successor) && offered.Contains(successor)
                ? new WizardNotice(texts.Format("conflict.renamed", name, successor), IsError: false, WizardStep.Extensions)
                : new WizardNotice(texts.Format("conflict.extension", name, release.Version), IsError: true, WizardStep.Extensions));
    }
}
