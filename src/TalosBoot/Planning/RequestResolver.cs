using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Inputs;
using TalosBoot.Planning.SecureBoot;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Schematics;

namespace TalosBoot.Planning;

/// <summary>Decides everything that a caller left open, and looks up what he named by name.</summary>
/// <param name="images">Where catalogs are.</param>
/// <param name="options">The options of the engine.</param>
internal sealed class RequestResolver(ImageStore images, TalosBootOptions options)
{
    /// <summary>Resolves a request. Files of this machine are looked at only where the caller named them, or the options ask for it.</summary>
    /// <exception cref="ProfileValidationException">The request cannot be carried out; all problems at once.</exception>
    /// <exception cref="UnsupportedByTalosException">The Talos version has no such thing (TB80xx).</exception>
    public async Task<ResolvedRequest> ResolveAsync(RequestDraft draft, BuildContext context, CancellationToken cancellationToken)
    {
        var schematic = draft.Schematic is { } named ? await named.Find(cancellationToken).ConfigureAwait(false) : null;
        var lookup = new OverlayLookup(images, options, context);
        var located = await lookup.LocateAsync(draft.Profile, cancellationToken).ConfigureAwait(false);
        var brought = await lookup.ReadProfilesAsync(located, cancellationToken).ConfigureAwait(false);
        var described = ProfileResolver.LayOverBase(located, brought);
        OverlayLookup.RequireOverlays(described);
        var isReplaced = schematic?.Overlay.Name.Length > 0 && SchematicRules.HasInitramfs(described.Output.Kind);
        if (draft.TakesBootloaderOfOverlay && !isReplaced)
        {
            described = OverlayLookup.WithBootloaderOf(described, brought);
        }

        if (schematic is not null)
        {
            Note(schematic, context);
            described = SchematicRules.Apply(described, schematic);
            if (isReplaced)
            {
                described = await lookup.LocateAsync(described, cancellationToken).ConfigureAwait(false);
                brought = await lookup.ReadAllProfilesAsync(described, cancellationToken).ConfigureAwait(false);
                described = OverlayLookup.MergeOfSchematic(described, brought);
            }
        }

        var profile = ProfileResolver.Complete(lookup.ChooseBootloader(described, brought), options.UsesSecureBootFolder ? File.Exists : null);
        var extensions = await FindExtensionsAsync(draft, profile, schematic, context, cancellationToken).ConfigureAwait(false);
        if (schematic is not null && SchematicRules.HasInitramfs(profile.Output.Kind))
        {
            extensions = [.. extensions, CreateVirtualExtension(schematic, profile.Version)];
        }

        var request = ResolvedRequest.Of(
            profile with { Input = profile.Input with { SystemExtensions = [.. profile.Input.SystemExtensions, .. extensions] } }, draft.SecureBoot);
        CheckSecureBoot(request);
        return request with
        {
            SchematicId = draft.Schematic?.Id ?? EquivalentSchematic.Of(described, draft.Extensions)?.Id(),
            Warnings = context.Diagnostics,
        };
    }

    /// <summary>The extensions that were asked for one by one, and behind them those of the schematic.</summary>
    async Task<IReadOnlyList<ContainerAsset>> FindExtensionsAsync(
        RequestDraft draft, Profile profile, Schematic? schematic, BuildContext context, CancellationToken cancellationToken)
    {
        var wanted = schematic is not null && SchematicRules.HasInitramfs(profile.Output.Kind) ? schematic.Customization.OfficialExtensions : [];
        if (wanted.Count == 0 && draft.Extensions.All(extension => extension.OfficialName is null))
        {
            return draft.Extensions;
        }

        var catalog = await images.OpenExtensionCatalogAsync(profile.Version, profile.ReadArchitecture(), context, cancellationToken).ConfigureAwait(false);
        return
        [
            .. draft.Extensions.Select(extension => extension.OfficialName is { } name ? catalog.Find(name) : extension),
            .. wanted.Select(name => FindOfSchematic(catalog, name, profile.Version)),
        ];
    }

    /// <summary>An extension by its name, else by the name that it has now (docs/formats/factory.md).</summary>
    static ContainerAsset FindOfSchematic(ExtensionCatalog catalog, string name, string version) =>
        catalog.TryFind(name)
        ?? (ExtensionAliases.TryFind(name, out var successor) ? catalog.TryFind(successor) : null)
        ?? throw new ProfileValidationException(
            DiagnosticIds.UnknownExtension, "customization.systemExtensions.officialExtensions",
            $"official extension \"{name}\" is not available for Talos version {version}. {catalog.Listing}");

    /// <summary>The extension by which a machine knows its schematic (docs/formats/schematic.md).</summary>
    ContainerAsset CreateVirtualExtension(Schematic schematic, string version)
    {
        var extension = SchematicExtension.Create(
            schematic, new SchematicExtensionOptions { TalosVersion = TalosVersion.Parse(version), ExternalUrl = options.ImageFactoryUrl });
        return ContainerAsset.FromTree(SchematicExtensionTree.Create(extension), extension.FileName);
    }

    void CheckSecureBoot(ResolvedRequest request)
    {
        if (request.SecureBoot is { } secureBoot && request.Output != OutputKind.Cmdline)
        {
            EnrollmentDatabases.Check(secureBoot.Named, options);
        }
    }

    static void Note(Schematic schematic, BuildContext context)
    {
        foreach (var warning in schematic.Warnings)
        {
            context.Warn(new Diagnostic(DiagnosticIds.SchematicDoubtful, warning));
        }
    }
}
