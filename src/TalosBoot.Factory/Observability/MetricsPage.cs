using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Observability;

/// <summary>The page that Prometheus reads, on a port of its own.</summary>
internal sealed class MetricsPage(FactoryMetrics metrics)
{
    const string Type = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != "/metrics")
        {
            await Answers.WriteErrorAsync(context, StatusCodes.Status404NotFound, "404 page not found").ConfigureAwait(false);
            return;
        }

        var page = Encoding.UTF8.GetBytes(metrics.Write());
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            page = Compress(page);
        }

        await Answers.WriteAsync(context, StatusCodes.Status200OK, Type, page).ConfigureAwait(false);
    }

    static byte[] Compress(byte[] page)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(page);
        }

        return memory.ToArray();
    }
}
