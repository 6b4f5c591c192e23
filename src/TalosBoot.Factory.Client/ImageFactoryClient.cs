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
    const int LongestList = 64 << 20;

    readonly HttpClient _http;
    readonly bool _ownsHttp;
    readonly ImageFactoryClientOptions _options;
    readonly FactoryConnection _connection;

    /// <summary>Creates a client.</summary>
    /// <param name="address">
    /// The address of the service, such as <c>https://factory.talos.dev/</c>. It has no default. A user name and password in it are taken as Basic
    /// credentials, and are in no message.
    /// </param>
    /// <param name="options">How it talks; null for the defaults.</param>
    /// <param name="http">Sends requests, and stays the caller's; null for a client of its own. Its time-out should be infinite: builds take a while.</param>
    /// <exception cref="ArgumentException">The address is none of HTTP or HTTPS, or has a query; or an option is out of its range.</exception>
    public ImageFactoryClient(Uri address, ImageFactoryClientOptions? options = null, HttpClient? http = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _options = options ?? new ImageFactoryClientOptions();
        _options.RequireRanges();
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.Query.Length + address.Fragment.Length > 0)
        {
            throw new ArgumentException("An address such as https://factory.talos.dev/ is needed, without a query.", nameof(address));
        }

        var plain = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        Address = new Uri(plain.EndsWith('/') ? plain : plain + "/");
        _ownsHttp = http is null;
        _http = http ?? new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        _connection = new FactoryConnection(_http, Credentials(address, _options), _options.Patience);
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
        return SchematicId.TryParse(Text(document.RootElement, "id"), out var parsed)
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
            return Schematic.Parse(await _connection.ReadAsync(request, LongestList, cancellationToken).ConfigureAwait(false));
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
        item => item.ValueKind != JsonValueKind.Object ? null : new ExtensionInfo(Text(item, "name"), Text(item, "ref"), Text(item, "digest"), Text(item, "author"), Text(item, "description")), cancellationToken);

    /// <summary>Lists the official overlays of a version.</summary>
    /// <param name="version">The Talos version, such as <c>v1.12.0</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public Task<IReadOnlyList<OverlayInfo>> ListOverlaysAsync(string version, CancellationToken cancellationToken = default) => ListAsync(
        $"version/{Uri.EscapeDataString(version)}/overlays/official",
        item => item.ValueKind != JsonValueKind.Object ? null : new OverlayInfo(Text(item, "name"), Text(item, "image"), Text(item, "ref"), Text(item, "digest")), cancellationToken);

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
        return Encoding.UTF8.GetString(await _connection.ReadAsync(request, LongestList, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads a document about an asset that only some services have, such as <c>spdx/ID/v1.12.4/amd64</c> or <c>vex/v1.13.0/vex.json</c>.</summary>
    /// <param name="path">The path below <see cref="Address"/>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="ArgumentException">The path leads to another address.</exception>
    /// <exception cref="ImageFactoryException">The service refuses it, or cannot be reached.</exception>
    public async Task<byte[]> GetDocumentAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Uri.TryCreate(Address, path, out var address) || !Address.IsBaseOf(address))
        {
            throw new ArgumentException($"A path below {Address} is needed.", nameof(path));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await _connection.ReadAsync(request, LongestList, cancellationToken).ConfigureAwait(false);
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

    async Task<JsonDocument> ReadJsonAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var bytes = await _connection.ReadAsync(request, LongestList, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException exception)
        {
            throw new ImageFactoryException(null, $"{request.RequestUri}: the answer is no JSON. Check the address.", exception);
        }
    }

    Task<IReadOnlyList<string>> ListTextsAsync(string path, CancellationToken cancellationToken) =>
        ListAsync(path, item => item.ValueKind == JsonValueKind.String ? item.GetString() : null, cancellationToken);

    /// <param name="path">The path below the address of the service.</param>
    /// <param name="read">Reads an item; null when it is something else.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    async Task<IReadOnlyList<T>> ListAsync<T>(string path, Func<JsonElement, T?> read, CancellationToken cancellationToken) where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        using var document = await ReadJsonAsync(request, cancellationToken).ConfigureAwait(false);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Null => [], // Upstream writes an empty list so in places.
            JsonValueKind.Array => [.. document.RootElement.EnumerateArray().Select(item => read(item) ?? throw Unexpected("a list of what was asked for", request))],
            _ => throw Unexpected("a list", request),
        };
    }

    /// <summary>A text of an object; empty when there is no such text, or no object.</summary>
    static string Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;

    static AuthenticationHeaderValue? Credentials(Uri address, ImageFactoryClientOptions options)
    {
        var pair = options.UserName is { } user ? $"{user}:{options.Password}" : Uri.UnescapeDataString(address.UserInfo);
        return pair.Length == 0 ? null : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    static ImageFactoryException Unexpected(string wanted, HttpRequestMessage request) =>
        new(null, $"{request.RequestUri}: the answer is not {wanted}. Check that the address is that of an Image Factory.");
}
