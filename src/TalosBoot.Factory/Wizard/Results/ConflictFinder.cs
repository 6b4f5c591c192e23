using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Wizard.State;
using TalosBoot.Factory.Wizard.Texts;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard.Results;

/// <summary>Finds what would make builds fail, before they are asked for.</summary>
internal sealed class ConflictFinder(ReleaseCatalogs catalogs, ImageFactoryOptions options)
{
    public async Task<IReadOnlyList<WizardNotice>> FindAsync(WizardState state, Schematic schematic, WizardTexts texts, CancellationToken cancellationToken)
    {
        var (release, notices) = (state.Release!, new List<WizardNotice>());
        notices.AddRange(await FindExtensionsAsync(release, schematic, texts, cancellationToken).ConfigureAwait(false));
        if (schematic.Overlay.Name is { Length: > 0 } overlay)
        {
            var offered = await catalogs.GetOverlaysAsync(release, cancellationToken).ConfigureAwait(false);
            if (!offered.Any(known => known.Name == overlay))
            {
                notices.Add(new WizardNotice(texts.Format("conflict.overlay", overlay, release.Version), IsError: true, WizardStep.Version));
            }
        }

        if (schematic.Customization.EmbeddedMachineConfiguration.Length > 0 && !release.Quirks.SupportsEmbeddedConfiguration)
        {
            notices.Add(new WizardNotice(texts.Format("conflict.config", release.Version), IsError: true, WizardStep.Customize));
        }

        if (state.IsSecureBoot && !options.SecureBoot.IsEnabled)
        {
            notices.Add(new WizardNotice(texts["conflict.secureboot"], IsError: true, WizardStep.Machine));
        }

        return notices;
    }

    async Task<IEnumerable<WizardNotice>> FindExtensionsAsync(
        ReleaseVersion release, Schematic schematic, WizardTexts texts, CancellationToken cancellationToken)
    {
        var offered = (await catalogs.GetExtensionsAsync(release, cancellationToken).ConfigureAwait(false)).Select(known => known.Repository).ToHashSet();
        return schematic.Customization.OfficialExtensions.Where(name => !offered.Contains(name)).Select(name =>
            Requests.ExtensionAliases.SuccessorOf(name) is { } successor && offered.Contains(successor)
                ? new WizardNotice(texts.Format("conflict.renamed", name, successor), IsError: false, WizardStep.Extensions)
                : new WizardNotice(texts.Format("conflict.extension", name, release.Version), IsError: true, WizardStep.Extensions));
    }
}
