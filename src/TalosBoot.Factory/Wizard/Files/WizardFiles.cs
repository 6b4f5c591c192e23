using System.Collections.Frozen;
using System.Security.Cryptography;
using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Wizard.Files;

/// <summary>Style sheet, script and icon of the pages: part of the assembly, so that no other host and no folder is asked for them.</summary>
internal static class WizardFiles
{
    const string Prefix = "TalosBoot.Factory.Wizard.Files.";

    static readonly FrozenDictionary<string, WizardFile> All = new[]
    {
        Read("/css/wizard.css", "text/css; charset=utf-8"),
        Read("/js/wizard.js", "text/javascript; charset=utf-8"),
        Read("/favicons/favicon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(file => file.Path);

    /// <summary>The address of a file, which changes with its content.</summary>
    public static string AddressOf(string path) => $"{path}?v={All[path].Version}";

    public static async Task SendAsync(FactoryExchange exchange)
    {
        if (!All.TryGetValue(exchange.Target.Path, out var file))
        {
            throw FactoryRequestException.NotFound("404 page not found");
        }

        var headers = exchange.Response.Headers;
        headers.ETag = $"\"{file.Version}\"";
        headers.CacheControl = exchange.Target.Parameter("v") == file.Version ? "public, max-age=31536000, immutable" : "no-cache";
        if (exchange.Context.Request.Headers.IfNoneMatch.Contains($"\"{file.Version}\""))
        {
            exchange.Response.StatusCode = 304;
            return;
        }

        await exchange.WriteAsync(file.ContentType, file.Content).ConfigureAwait(false);
    }

    static WizardFile Read(string path, string contentType)
    {
        using var stream = typeof(WizardFiles).Assembly.GetManifestResourceStream(Prefix + path[(path.LastIndexOf('/') + 1)..])!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new WizardFile(path, contentType, content, Convert.ToHexStringLower(SHA256.HashData(content))[..16]);
    }
}
