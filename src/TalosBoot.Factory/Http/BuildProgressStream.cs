using System.Globalization;
using System.Text;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Requests;

namespace TalosBoot.Factory.Http;

/// <summary>Tells how far the build of an asset is, as server-sent events: <c>progress</c> now and then, and at the end <c>done</c> or <c>failed</c>.</summary>
internal sealed class BuildProgressStream(AssetLibrary library)
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public async Task SendAsync(FactoryExchange exchange, AssetRequest request, string client)
    {
        exchange.Response.Headers.ContentType = "text/event-stream";
        exchange.Response.Headers.CacheControl = "no-store";
        if (library.TryOpenStored(request.Identity) is { } stored)
        {
            await using var owned = stored.ConfigureAwait(false);
            await WriteAsync(exchange, "done", [("bytes", Text(stored.Length))]).ConfigureAwait(false);
            return;
        }

        var flight = library.Start(request, client);
        while (!flight.Landed.IsCompleted)
        {
            var state = flight.Progress;
            await WriteAsync(exchange, "progress",
            [
                ("stage", state.Stage.ToString().ToLowerInvariant()), ("item", state.Item ?? string.Empty), ("done", Text(state.BytesDone)),
                ("total", state.BytesTotal is { } total ? Text(total) : string.Empty),
            ]).ConfigureAwait(false);
            await Task.WhenAny(flight.Landed, Task.Delay(Interval, exchange.Aborted)).ConfigureAwait(false);
            exchange.Aborted.ThrowIfCancellationRequested();
        }

        if (flight.Landed.Exception?.InnerException is { } failure)
        {
            var (status, message) = Failures.Describe(failure);
            await WriteAsync(exchange, "failed", [("status", Text(status)), ("message", message)]).ConfigureAwait(false);
            return;
        }

        await WriteAsync(exchange, "done", [("bytes", Text(await LengthAsync(flight).ConfigureAwait(false)))]).ConfigureAwait(false);
    }

    /// <summary>The length of an asset that has come. One that another service put into a folder of both did not pass through the flight.</summary>
    async ValueTask<long> LengthAsync(AssetFlight flight)
    {
        if (library.TryOpenStored(flight.Identity) is not { } stored)
        {
            return flight.Length;
        }

        await using var owned = stored.ConfigureAwait(false);
        return stored.Length;
    }

    static async Task WriteAsync(FactoryExchange exchange, string name, IReadOnlyList<(string Name, string Value)> data)
    {
        var text = new StringBuilder($"event: {name}\ndata: ").AppendObject(data).Append("\n\n").ToString();
        await exchange.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), exchange.Aborted).ConfigureAwait(false);
    }

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
