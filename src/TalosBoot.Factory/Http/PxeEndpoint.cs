using System.Text;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Work;

namespace TalosBoot.Factory.Http;

/// <summary><c>/pxe</c>: scripts for iPXE (docs/formats/factory.md).</summary>
internal sealed class PxeEndpoint(AssetEndpoints assets, AssetLibrary library, ImageFactoryOptions options)
{
    const int LongestCommandLine = 1 << 20;

    // What a remembered script takes beside its text, about. The words of its path are those of an asset that was built.
    const int EntrySize = 512;

    readonly BoundedCache<(string Schematic, string Version, string Path, string User), string[]> _scripts = new(50_000, 64L << 20);
    readonly string _base = (options.Http.ExternalPxeUrl.Length > 0 ? options.Http.ExternalPxeUrl : options.Http.ExternalUrl).TrimEnd('/');

    public async Task SendAsync(FactoryExchange exchange)
    {
        var (schematic, version, path) = (exchange.Values[0], exchange.Values[1], exchange.Values[2]);
        var memory = (schematic, version, path, PasswordGate.UserOf(exchange.Context));
        if (!_scripts.TryGet(memory, out var parts))
        {
            parts = await CreateAsync(exchange, schematic, version, path).ConfigureAwait(false);
            _scripts.Set(memory, parts, EntrySize + (sizeof(char) * parts.Sum(part => (long)part.Length)));
        }

        await exchange.WriteTextAsync(Answers.PlainText, string.Join(BaseFor(exchange), parts)).ConfigureAwait(false);
    }

    /// <summary>
    /// What addresses begin with. Who sent a password gets it back in them, since firmware asks without one otherwise: the scripts that are remembered have none.
    /// </summary>
    string BaseFor(FactoryExchange exchange)
    {
        if (!options.Authentication.IsEnabled || !PasswordGate.TryRead(exchange.Context.Request, out var user, out var password))
        {
            return _base;
        }

        exchange.Response.Headers.CacheControl = "no-store";
        return _base.Replace("://", $"://{GoEscape.UserInfo(user)}:{GoEscape.UserInfo(password)}@", StringComparison.Ordinal);
    }

    /// <summary>Makes a script: the parts between which stands what addresses begin with.</summary>
    async Task<string[]> CreateAsync(FactoryExchange exchange, string schematic, string version, string path)
    {
        var request = await assets.ResolveAsync(exchange, schematic, version, "cmdline-" + path).ConfigureAwait(false);
        var commandLine = await ReadCommandLineAsync(exchange, request).ConfigureAwait(false);
        var (profile, folder) = (request.Named, $"/image/{schematic}/{request.Release.Tag}");
        return profile.SecureBoot == true
            ? ["#!ipxe\n\nimgfree\nkernel ", $"{folder}/{profile.Platform}-{profile.Arch}-secureboot-uki.efi {commandLine}\nboot\n"]
            : ["#!ipxe\n\nimgfree\nkernel ", $"{folder}/kernel-{profile.Arch} {commandLine}\ninitrd ", $"{folder}/initramfs-{profile.Arch}.xz\nboot\n"];
    }

    async Task<string> ReadCommandLineAsync(FactoryExchange exchange, AssetRequest request)
    {
        var client = exchange.Context.Connection.RemoteIpAddress?.ToString() ?? string.Empty;
        var asset = await library.GetAsync(request, client, exchange.Aborted).ConfigureAwait(false);
        await using var owned = asset.ConfigureAwait(false);
        if (asset.Length > LongestCommandLine)
        {
            throw FactoryRequestException.Internal("the command line is too long");
        }

        var content = new byte[asset.Length];
        for (var offset = 0; offset < content.Length;)
        {
            offset += await asset.ReadAsync(offset, content.AsMemory(offset), exchange.Aborted).ConfigureAwait(false);
        }

        return Encoding.UTF8.GetString(content);
    }
}
