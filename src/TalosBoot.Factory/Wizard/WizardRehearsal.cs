using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Work;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Schematics;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Factory.Wizard.Results;
using TalosBoot.Factory.Wizard.State;
using TalosBoot.Factory.Wizard.Texts;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard;

/// <summary>
/// Makes the pages of the wizard once, for nobody, when the service has started: the first visitor of each would wait for code that is compiled when it is first
/// run, and for the lists of the newest release. Nothing is stored, built, counted or noted in the record of requests.
/// </summary>
internal sealed class WizardRehearsal(
    IServiceScopeFactory scopes, WizardEndpoints wizard, ReleaseOffers offers, AssetRequests requests, AssetBuilds builds,
    AssetFiles files, WizardRenderer renderer, ILogger<WizardRehearsal> logger) : BackgroundService
{
    static readonly string[] StepsOfARelease = ["target=metal", "target=cloud", "target=sbc", "target=metal&arch=amd64", "target=metal&arch=amd64&extensions=-"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await VisitAsync("/", string.Empty, wizard.SendPageAsync, stoppingToken).ConfigureAwait(false);
            await VisitAsync("/", "target=metal", wizard.SendPageAsync, stoppingToken).ConfigureAwait(false);
            await VisitAsync("/ui/import", string.Empty, wizard.ImportAsync, stoppingToken).ConfigureAwait(false);
            await VisitAsync("/ui/compare", string.Empty, wizard.CompareAsync, stoppingToken).ConfigureAwait(false);
            var versions = await offers.FindVersionsAsync(stoppingToken).ConfigureAwait(false);
            if (VersionList.FindLatest(versions ?? []) is { } latest)
            {
                await VisitAsync(latest, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.RehearsalFailed(logger, exception); // Whoever asks for the page is told why.
        }
    }

    async Task VisitAsync(ReleaseVersion release, CancellationToken cancellationToken)
    {
        foreach (var query in StepsOfARelease)
        {
            await VisitAsync("/", $"{query}&version={release.Version}", wizard.SendPageAsync, cancellationToken).ConfigureAwait(false);
        }

        await MakeResultAsync(release, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the last page takes longest for. A visit would store its schematic.</summary>
    async Task MakeResultAsync(ReleaseVersion release, CancellationToken cancellationToken)
    {
        var schematic = new Schematic();
        var text = schematic.ToYaml();
        var stored = new StoredSchematic(SchematicId.Empty, schematic, Encoding.UTF8.GetBytes(text));
        var request = await requests.ResolveAsync(
            AssetPath.Parse("cmdline-metal-amd64"), stored, release, isForRegistry: false, cancellationToken).ConfigureAwait(false);
        (await builds.PlanAsync(request, new Progress<BuildProgress>(), cancellationToken).ConfigureAwait(false)).Dispose();
        await offers.FindTalosctlAsync(release, cancellationToken).ConfigureAwait(false);
        var state = new WizardState
        {
            Target = "metal",
            Release = release,
            Platform = "metal",
            Architecture = "amd64",
            Extensions = [],
            Basis = schematic,
            SchematicId = stored.Id.Hex,
        };
        var result = new WizardResult
        {
            Problem = string.Empty,
            Canonical = text,
            FirstBoot = files.FirstBoot(state),
            BootFiles = files.BootFiles(state),
            AllForms = files.AllForms(state),
        };
        var page = new WizardPage { Texts = WizardTexts.English, View = WizardView.Steps, Step = WizardStep.Result, State = state, Result = result };
        await WithContextAsync(context => renderer.RenderAsync(context, page), cancellationToken).ConfigureAwait(false);
    }

    Task VisitAsync(string path, string query, RouteHandler handler, CancellationToken cancellationToken) => WithContextAsync(
        context => handler(new FactoryExchange(context, new RequestTarget(path, query), new FactoryRoute(path, [HttpMethods.Get], handler), [], string.Empty)),
        cancellationToken);

    async Task WithContextAsync(Func<HttpContext, Task> work, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var owned = scope.ConfigureAwait(false);
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellationToken };
        context.Request.Method = HttpMethods.Get;
        await work(context).ConfigureAwait(false);
    }
}
