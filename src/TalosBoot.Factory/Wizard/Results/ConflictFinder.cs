using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Factory.Wizard.State;
using TalosBoot.Factory.Wizard.Texts;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard.Results;

/// <summary>Finds what would make builds fail, before they are asked for.</summary>
internal sealed class ConflictFinder(ReleaseOffers offers, ImageFactoryOptions options)
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

        if (schematic.Customization.EmbeddedMachineConfiguration.Length > 0 && !release.Quirks.SupportsEmbeddedConfiguration)
        {
            notices.Add(new WizardNotice(texts.Format("conflict.config", release.Version), IsError: true, WizardStep.Customize));
        }

        if (schematic.Customization.Bootloader == BootloaderKind.DualBoot && state.Architecture == "arm64")
        {
            notices.Add(new WizardNotice(texts["conflict.bootloader"], IsError: true, WizardStep.Customize));
        }

        if (state.IsSecureBoot && !options.SecureBoot.IsEnabled)
        {
            notices.Add(new WizardNotice(texts["conflict.secureboot"], IsError: true, WizardStep.Machine));
        }

        return notices;
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
            Requests.ExtensionAliases.SuccessorOf(name) is { } successor && offered.Contains(successor)
                ? new WizardNotice(texts.Format("conflict.renamed", name, successor), IsError: false, WizardStep.Extensions)
                : new WizardNotice(texts.Format("conflict.extension", name, release.Version), IsError: true, WizardStep.Extensions));
    }
}
