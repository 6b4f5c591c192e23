using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Client;

/// <summary>Talks to an Image Factory: TalosBoot's, or upstream's in both editions (docs/formats/factory.md). Thread-safe.</summary>
public sealed partial class ImageFactoryClient : IDisposable
{
    const int LongestError = 8192;
    const int LongestList = 64 << 20;

    readonly HttpClient _http;
    readonly bool _ownsHttp;
    readonly ImageFactoryClientOptions _options;
    readonly AuthenticationHeaderValue? _authorization;

    /// <summary>Creates a client.</summary>
    /// <param name="address">The address of the service, such as <c>https://factory.talos.dev/</c>. It has no default.</param>
    /// <param name="options">How it talks; null for the defaults.</param>
    /// <param name="http">Sends requests, and stays the caller's; null for a client of its own. Its time-out should be infinite: builds take a while.</param>
    public ImageFactoryClient(Uri address, ImageFactoryClientOptions? options = null, HttpClient? http = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        _options = options ?? new ImageFactoryClientOptions();
        _ownsHttp = http is null;
        _http = http ?? new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        _authorization = _options.UserName is { } user
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{_options.Password}"))) : null;
    }

    /// <summary>The address of the service, with a slash at its end.</summary>
    public Uri Address { get; }

    /// <summary>Stores a schematic, or finds that it is stored.</summary>
    /// <param name="schematic">The schematic.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>Its identifier.</returns>
    /// <exception cref="ImageFactoryException">The service refuses it.</exception>
    public async Task<SchematicId> CreateSchematicAsync(Schematic schematic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schematic);
        using var content = new StringContent(schematic.ToYaml(), Encoding.UTF8, "application/yaml");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "schematics")) { Content = content };
        using var document = await ReadJsonAsync(request, cancellationToken).ConfigureAwait(false);
        return document.RootElement.TryGetProperty("id", out var id) && SchematicId.TryParse(id.GetString(), out var parsed)
            ? parsed : throw Unexpected("an answer with an id", request);
    }

    /// <summary>Finds a schematic.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The schematic, or null when the service has none of that identifier.</returns>
    /// <exception cref="ImageFactoryException">The service fails.</exception>
    /// <exception cref="SchematicException">What it has is no schematic (TB11xx).</exception>
    public async Task<Schematic?> FindSchematicAsync(SchematicId id, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, $"schematics/{id.Hex}"));
        try
        {
            using var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            return Schematic.Parse(await ReadAsync(answer, LongestList, cancellationToken).ConfigureAwait(false));
        }
        catch (ImageFactoryException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Lists the Talos versions that are offered, with <c>v</c>, in the order of the service.</summary>
    /// <param name="cancellationToken">Stops the request.</param>
    public Task<IReadOnlyList<string>> ListVersionsAsync(CancellationToken cancellationToken = default) => ListTextsAsync("versions", cancellationToken);

    /// <summary>Lists the Talos versions that are not offered because they are broken.</summary>
    /// <param name="cancellationToken">Stops the request.</param>
    public Task<IReadOnlyList<string>> ListBrokenVersionsAsync(CancellationToken cancellationToken = default) =>
        ListTextsAsync("versions?broken=true", cancellationToken);

    /// <summary>Lists the official extensions of a version.</summary>
    /// <param name="version">The Talos version, such as <c>v1.12.0</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public Task<IReadOnlyList<ExtensionInfo>> ListExtensionsAsync(string version, CancellationToken cancellationToken = default) => ListAsync(
        $"version/{Uri.EscapeDataString(version)}/extensions/official",
        item => new ExtensionInfo(Text(item, "name"), Text(item, "ref"), Text(item, "digest"), Text(item, "author"), Text(item, "description")), cancellationToken);

    /// <summary>Lists the official overlays of a version.</summary>
    /// <param name="version">The Talos version, such as <c>v1.12.0</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public Task<IReadOnlyList<OverlayInfo>> ListOverlaysAsync(string version, CancellationToken cancellationToken = default) => ListAsync(
        $"version/{Uri.EscapeDataString(version)}/overlays/official",
        item => new OverlayInfo(Text(item, "name"), Text(item, "image"), Text(item, "ref"), Text(item, "digest")), cancellationToken);

    /// <summary>Lists the addresses of the talosctl programs of a version.</summary>
    /// <param name="version">The Talos version, such as <c>v1.12.0</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public Task<IReadOnlyList<string>> ListTalosctlAsync(string version, CancellationToken cancellationToken = default) =>
        ListTextsAsync($"talosctl/{Uri.EscapeDataString(version)}", cancellationToken);

    /// <summary>The script that lets iPXE boot a machine.</summary>
    /// <param name="id">The schematic.</param>
    /// <param name="version">The Talos version.</param>
    /// <param name="path">Platform and architecture, such as <c>metal-amd64</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<string> GetPxeScriptAsync(SchematicId id, string version, string path, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(Address, $"pxe/{id.Hex}/{Uri.EscapeDataString(version)}/{Uri.EscapeDataString(path)}"));
        using var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(await ReadAsync(answer, LongestList, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads a document about an asset that only some services have, such as <c>spdx/ID/v1.12.4/amd64</c> or <c>vex/v1.13.0/vex.json</c>.</summary>
    /// <param name="path">The path below <see cref="Address"/>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<byte[]> GetDocumentAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        using var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, LongestList, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The address of an asset.</summary>
    /// <param name="id">The schematic.</param>
    /// <param name="version">The Talos version.</param>
    /// <param name="fileName">The file, such as <c>metal-amd64.iso</c>.</param>
    public Uri AddressOf(SchematicId id, string version, string fileName) =>
        new(Address, $"image/{id.Hex}/{Uri.EscapeDataString(version)}/{Uri.EscapeDataString(fileName)}");

    /// <summary>Closes connections, if they are the client's own.</summary>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = _authorization;
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new ImageFactoryException(null, $"{request.RequestUri}: the service cannot be reached: {exception.Message}", exception);
        }

        if ((int)answer.StatusCode < 400)
        {
            return answer;
        }

        using (answer)
        {
            var text = Encoding.UTF8.GetString(await ReadAsync(answer, LongestError, cancellationToken, cuts: true).ConfigureAwait(false)).Trim();
            var prefix = answer.StatusCode == HttpStatusCode.BadRequest ? "invalid schematic: " : string.Empty;
            throw new ImageFactoryException(answer.StatusCode, $"{request.RequestUri}: {prefix}HTTP {(int)answer.StatusCode}: {text}");
        }
    }

    async Task<JsonDocument> ReadJsonAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonDocument.Parse(await ReadAsync(answer, LongestList, cancellationToken).ConfigureAwait(false));
        }
        catch (JsonException exception)
        {
            throw new ImageFactoryException(answer.StatusCode, $"{request.RequestUri}: the answer is no JSON. Check the address.", exception);
        }
    }

    Task<IReadOnlyList<string>> ListTextsAsync(string path, CancellationToken cancellationToken) =>
        ListAsync(path, item => item.GetString() ?? string.Empty, cancellationToken);

    async Task<IReadOnlyList<T>> ListAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        using var document = await ReadJsonAsync(request, cancellationToken).ConfigureAwait(false);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Null => [], // Upstream writes an empty list so in places.
            JsonValueKind.Array => [.. document.RootElement.EnumerateArray().Select(read)],
            _ => throw Unexpected("a list", request),
        };
    }

    static async Task<byte[]> ReadAsync(HttpResponseMessage answer, int limit, CancellationToken cancellationToken, bool cuts = false)
    {
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var owned = stream.ConfigureAwait(false);
        using var memory = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count && count > 0)
        {
            if (memory.Length + count > limit)
            {
                return cuts ? memory.ToArray()
                    : throw new ImageFactoryException(answer.StatusCode, $"{answer.RequestMessage?.RequestUri}: the answer is longer than {limit} bytes.");
            }

            memory.Write(buffer, 0, count);
        }

        return memory.ToArray();
    }

    static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() ?? string.Empty : string.Empty;

    static ImageFactoryException Unexpected(string wanted, HttpRequestMessage request) =>
        new(null, $"{request.RequestUri}: the answer is not {wanted}. Check that the address is that of an Image Factory.");
}
