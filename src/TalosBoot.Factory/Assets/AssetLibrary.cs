using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Cluster;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Work;
using TalosBoot.Platforms;

namespace TalosBoot.Factory.Assets;

/// <summary>
/// Gives assets: from the folder, from a shared cache, or built. Each is built once however many ask for it, and goes on being built when they leave; its
/// bytes can be read while it is stored.
/// </summary>
internal sealed partial class AssetLibrary(
    FolderAssetStore store, AssetBuilds builds, VersionList versions, ImageFactoryOptions options, FactoryMetrics metrics, TimeProvider time,
    ILogger<AssetLibrary> logger, IAssetStore? shared = null, IBuildCluster? cluster = null) : IDisposable
{
    readonly ConcurrentDictionary<Digest, Lazy<AssetFlight>> _flights = new();
    readonly BuildSlots _slots = new(options.Build.MaximumConcurrency, options.Build.MaximumQueueLength);
    readonly CancellationTokenSource _stopping = new();
    int _running;

    /// <summary>An asset that is stored, or null.</summary>
    public OpenAsset? TryOpenStored(Digest identity) => store.TryOpen(identity);

    /// <summary>Gives an asset when its length is known.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="client">Who wants it, for the order of builds.</param>
    /// <param name="cancellationToken">Ends the wait, not the build.</param>
    public Task<OpenAsset> GetAsync(AssetRequest request, string client, CancellationToken cancellationToken) =>
        GetAsync(request.Identity, flight => RunAsync(flight, request, client), cancellationToken);

    /// <summary>Begins to build an asset that is not stored, for one that only watches.</summary>
    public AssetFlight Start(AssetRequest request, string client) => Join(request.Identity, flight => RunAsync(flight, request, client));

    /// <summary>Makes what is not kept as a file, such as a container image, in the time of one build. The end of the service stops it, and waits for it.</summary>
    public async Task<T> MakeAsync<T>(Func<CancellationToken, Task<T>> make)
    {
        Interlocked.Increment(ref _running);
        try
        {
            using var limit = BeginLimit();
            return await make(limit.Token).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Plans an asset that is not kept as a file. The caller disposes it.</summary>
    public async Task<BootAsset> PlanAsync(AssetRequest request, string client, CancellationToken cancellationToken)
    {
        await CheckAsync(request, cancellationToken).ConfigureAwait(false);
        await _slots.EnterAsync(client, cancellationToken).ConfigureAwait(false);
        try
        {
            return await builds.PlanAsync(request, new AssetFlight(request.Identity, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Leave();
        }
    }

    /// <summary>Gives a file of a container image, which is kept like an asset, and unpacked in the turn of a build.</summary>
    /// <param name="identity">What it is known by.</param>
    /// <param name="client">Who wants it, for the order of builds.</param>
    /// <param name="find">Unpacks the image, and finds the file.</param>
    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    public Task<OpenAsset> GetFileAsync(
        Digest identity, string client, Func<ContentSpool, CancellationToken, Task<BlobSource>> find, CancellationToken cancellationToken) =>
        GetAsync(identity, flight => StoreAsync(flight, client, find), cancellationToken);

    public void Dispose() => _stopping.Dispose();

    /// <summary>Stops builds that run, and waits until they have cleaned up.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        while (Volatile.Read(ref _running) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time).ConfigureAwait(false);
        }
    }

    async Task<OpenAsset> GetAsync(Digest identity, Func<AssetFlight, Task> run, CancellationToken cancellationToken)
    {
        // A flight may land between the look into the store and the look for a flight; then the next look into the store finds it.
        for (var isBuilt = false; ;)
        {
            if (store.TryOpen(identity, isBuilt) is { } stored)
            {
                return stored;
            }

            var flight = Join(identity, run);
            await flight.Planned.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (flight.TryOpen(isBuilt: true) is { } open)
            {
                return open;
            }

            // One that failed right after its first bytes fails its client too, and is not begun again for it.
            await flight.Landed.WaitAsync(cancellationToken).ConfigureAwait(false);
            isBuilt = !flight.IsFound;
        }
    }

    AssetFlight Join(Digest identity, Func<AssetFlight, Task> run) => _flights.GetOrAdd(identity, (key, start) => new Lazy<AssetFlight>(() =>
    {
        var flight = new AssetFlight(key, time.GetUtcNow());
        _ = FlyAsync(flight, start);
        return flight;
    }), run).Value;

    /// <summary>Runs a flight to its end, whatever that is. Nothing escapes but to those who wait for it.</summary>
    async Task FlyAsync(AssetFlight flight, Func<AssetFlight, Task> run)
    {
        Interlocked.Increment(ref _running);
        Exception? failure = null;
        try
        {
            await Task.Yield();
            await run(flight).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            failure = new TimeoutException($"the build took longer than {options.Build.TimeLimit}, or the service ends", exception);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        _flights.TryRemove(flight.Identity, out _);
        flight.End(failure);
        Interlocked.Decrement(ref _running);
    }

    async Task RunAsync(AssetFlight flight, AssetRequest request, string client)
    {
        using (var look = BeginLimit())
        {
            if (store.Has(flight.Identity) || await TryFetchAsync(flight, request, look.Token).ConfigureAwait(false))
            {
                return;
            }

            await CheckAsync(request, look.Token).ConfigureAwait(false);
        }

        if (await TryFetchFromClusterAsync(flight, request, client).ConfigureAwait(false))
        {
            return;
        }

        using var limit = BeginLimit(); // A cluster may choose this service late, and the build has all of its time then.
        var asked = Stopwatch.GetTimestamp();
        await _slots.EnterAsync(client, limit.Token).ConfigureAwait(false);
        metrics.BuildWaited(Stopwatch.GetElapsedTime(asked));
        try
        {
            var began = Stopwatch.GetTimestamp();
            using var asset = await builds.PlanAsync(request, flight, limit.Token).ConfigureAwait(false);
            foreach (var name in request.Additions)
            {
                metrics.ExtensionUsed(name);
            }

            // The length of what is packed is known when it is packed, and clients are told the length first.
            var content = await asset.PackAsync(flight, limit.Token).ConfigureAwait(false);
            await StoreAsync(flight, writer => writer.CopyAsync(content, flight.Advance, limit.Token), content.Length).ConfigureAwait(false);
            metrics.BuildTook(Stopwatch.GetElapsedTime(began));
            Log.AssetBuilt(logger, request.Identity.Hex, asset.FileName, content.Length, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        finally
        {
            _slots.Leave();
        }

        await ShareAsync(request.Identity).ConfigureAwait(false);
    }

    /// <summary>Begins the time that a build may take, or several. The caller disposes it.</summary>
    CancellationTokenSource BeginLimit(int turns = 1)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(turns * options.Build.TimeLimit);
        return limit;
    }

    /// <summary>Refuses what cannot be built before a slot is taken.</summary>
    async Task CheckAsync(AssetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await versions.RequireAsync(request.Release, cancellationToken).ConfigureAwait(false);
        }
        catch (FactoryRequestException exception)
        {
            throw exception.In("failed to get kernel");
        }

        if (!PlatformTable.TryFind(request.Named.Platform, out _))
        {
            throw FactoryRequestException.Invalid($"unknown platform: {GoQuote.Of(request.Named.Platform)}");
        }
    }

    async Task<bool> TryFetchAsync(AssetFlight flight, AssetRequest request, CancellationToken cancellationToken)
    {
        if (shared is null)
        {
            return false;
        }

        try
        {
            if (await shared.FindAsync(request.Identity, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return false;
            }

            flight.IsFound = true;
            var content = await found.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var owned = content.ConfigureAwait(false);
            await StoreAsync(flight, writer => writer.CopyAsync(content, flight.Advance, cancellationToken), found.Length).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            metrics.CacheFailed(request.Labels);
            if (shared is not IRedirectingAssetStore || flight.Planned.IsCompleted)
            {
                throw;
            }

            // A bucket saves work, as upstream's does: without it, and before clients have a part, the asset is built.
            flight.IsFound = false;
            Log.CacheFailed(logger, request.Identity.Hex, exception);
            return false;
        }
    }

    /// <summary>Copies an asset into the shared cache. It stays good for this service when that fails.</summary>
    async Task ShareAsync(Digest identity)
    {
        if (shared is null || store.TryOpen(identity) is not { } asset)
        {
            return;
        }

        try
        {
            var content = new OpenAssetSource(asset);
            await using var owned = asset.ConfigureAwait(false);

            // A service that stops finishes this first: others would have to build the asset again.
            using var limit = new CancellationTokenSource(options.Build.TimeLimit);
            await shared.PutAsync(identity, content, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.AssetNotShared(logger, identity.Hex, exception);
        }
    }

    async Task StoreAsync(AssetFlight flight, string client, Func<ContentSpool, CancellationToken, Task<BlobSource>> find)
    {
        if (store.Has(flight.Identity))
        {
            return; // It was stored while the flight was about to begin.
        }

        using var limit = BeginLimit();
        await _slots.EnterAsync(client, limit.Token).ConfigureAwait(false);
        try
        {
            using var spool = new ContentSpool();
            var content = await find(spool, limit.Token).ConfigureAwait(false);
            await StoreAsync(flight, writer => writer.CopyAsync(content, flight.Advance, limit.Token), content.Length).ConfigureAwait(false);
        }
        finally
        {
            _slots.Leave();
        }
    }

    async Task StoreAsync(AssetFlight flight, Func<AssetWriter, Task> copy, long length)
    {
        using var writer = store.Begin(flight.Identity, length);
        flight.Begin(writer.Handle, length);
        await copy(writer).ConfigureAwait(false);
        writer.Commit(flight.StartedAt.UtcDateTime);
        flight.Sha256 = writer.Trailer.Sha256;
    }
}
