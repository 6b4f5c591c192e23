using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Factory.Wizard.State;

namespace TalosBoot.Factory.Wizard.Results;

/// <summary>Collects what the result page shows.</summary>
internal sealed class ResultComposer(AssetFiles files, AssetEndpoints assets, AssetLibrary library, AssetBuilds builds, ReleaseOffers offers)
{
    const int LongestCommandLine = 1 << 16;

    /// <summary>Collects it.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="state">The choices, with the schematic that they became.</param>
    /// <param name="canBuild">Whether nothing forbids a build.</param>
    public async Task<WizardResult> ComposeAsync(FactoryExchange exchange, WizardState state, bool canBuild)
    {
        var problem = canBuild ? await FindProblemAsync(exchange, state).ConfigureAwait(false) : string.Empty;
        var result = new WizardResult { Problem = problem, Canonical = state.Basis!.ToYaml() };
        return canBuild && problem.Length == 0 ? await WithOffersAsync(result, exchange, state).ConfigureAwait(false) : result;
    }

    async Task<WizardResult> WithOffersAsync(WizardResult result, FactoryExchange exchange, WizardState state) =>
        result with
        {
            FirstBoot = await WithSizesAsync(exchange, state, files.FirstBoot(state)).ConfigureAwait(false),
            BootFiles = await WithSizesAsync(exchange, state, files.BootFiles(state)).ConfigureAwait(false),
            AllForms = files.AllForms(state),
            Talosctl = [.. (await offers.FindTalosctlAsync(state.Release!, exchange.Aborted).ConfigureAwait(false)).Select(name => files.TalosctlUrl(state, name))],
            PxeUrl = AssetFiles.HasPxe(state) ? files.PxeUrl(state) : string.Empty,
            InstallerReference = files.InstallerReference(state),
            ClusterCommand = files.ClusterCommand(state),
            BooterCommand = files.BooterCommand(state),
            Arguments = await MakeArgumentsAsync(exchange, state).ConfigureAwait(false),
        };

    /// <summary>Why the assets cannot be built, as their downloads would say it; the empty string when they can.</summary>
    async Task<string> FindProblemAsync(FactoryExchange exchange, WizardState state)
    {
        try
        {
            await assets.ResolveAsync(exchange, state.SchematicId, state.Release!.Tag, $"{state.FileStem}-uki.efi").ConfigureAwait(false);
            return string.Empty;
        }
        catch (Exception exception) when (exception is FactoryRequestException or TalosBootException)
        {
            return Failures.Describe(exception).Message;
        }
    }

    async Task<IReadOnlyList<AssetFile>> WithSizesAsync(FactoryExchange exchange, WizardState state, IReadOnlyList<AssetFile> list)
    {
        var sized = new List<AssetFile>();
        foreach (var file in list)
        {
            var request = await assets.ResolveAsync(exchange, state.SchematicId, state.Release!.Tag, file.Name).ConfigureAwait(false);
            var stored = library.TryOpenStored(request.Identity);
            sized.Add(file with { Size = stored?.Length });
            if (stored is not null)
            {
                await stored.DisposeAsync().ConfigureAwait(false);
            }
        }

        return sized;
    }

    /// <summary>Makes the kernel command line, which takes no time worth waiting for a turn among the builds.</summary>
    async Task<IReadOnlyList<ResultArgument>> MakeArgumentsAsync(FactoryExchange exchange, WizardState state)
    {
        try
        {
            var request = await assets.ResolveAsync(exchange, state.SchematicId, state.Release!.Tag, $"cmdline-{state.FileStem}").ConfigureAwait(false);
            using var asset = await builds.PlanAsync(request, new Progress<BuildProgress>(), exchange.Aborted).ConfigureAwait(false);
            var line = asset.KernelCommandLine;
            var own = state.Basis!.Customization.ExtraKernelArgs.ToHashSet();
            return
            [
                .. line[..Math.Min(line.Length, LongestCommandLine)].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(text => new ResultArgument(text, own.Contains(text))),
            ];
        }
        catch (Exception exception) when (exception is FactoryRequestException or TalosBootException)
        {
            return []; // The page is good for its other parts, and who downloads the line is told why there is none.
        }
    }
}
