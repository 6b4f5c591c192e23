using System.Collections.Concurrent;
using System.Net;
using System.Runtime.ExceptionServices;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry.Blobs;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry;

/// <summary>
/// Talks to registries by the OCI distribution protocol. Long-lived and thread-safe: connections and tokens are kept. Credentials, and the certificates of a
/// host in <see cref="RegistryOptions.CertificateFolder"/>, are shown to the registry that they are for, and to nobody else that it may lead to.
/// </summary>
/// <remarks>
/// Failures are <see cref="RegistryException"/>s: there is no connection (TB2010) or the registry is silent (TB2017), it refuses (TB2011 to TB2013,
/// TB2016), it leads to where it must not (TB2014, TB2015), or it does not keep to limits (TB2018) and protocol (TB2019).
/// </remarks>
public sealed partial class RegistryClient : IDisposable
{
    const string AnyRegistry = "*";

    readonly RegistryOptions _options;
    readonly RegistryTransport _transport;
    readonly ConcurrentDictionary<RegistryEndpoint, RegistrySession> _sessions = [];

    /// <summary>Creates a client. Nothing is sent before something is asked for.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">Options are out of their range; all of them are told.</exception>
    public RegistryClient(RegistryOptions? options = null)
    {
        _options = options ?? new RegistryOptions();
        if (string.Join(' ', _options.FindProblems()) is { Length: > 0 } problems)
        {
            throw new ArgumentException(problems, nameof(options));
        }

        _transport = new RegistryTransport(_options);
    }

    internal RegistryOptions Options => _options;

    /// <summary>Whether a registry is asked by HTTP where its TLS does not answer: hosts of this machine and of private networks, by upstream's rules (docs/formats/oci.md).</summary>
    /// <param name="registry">The host, with its port where it has one.</param>
    public static bool AllowsPlainHttp(string registry)
    {
        ArgumentException.ThrowIfNullOrEmpty(registry);
        return RegistryScheme.AllowsHttp(registry);
    }

    /// <summary>Asks whether there is a registry, without credentials.</summary>
    /// <param name="registry">The host, with its port where it has one.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="RegistryException">There is none, or it refuses: see the remarks of this type.</exception>
    public async Task PingAsync(string registry, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(registry);
        await Session(RegistryEndpoint.Of(registry)).ConnectAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes all connections. Streams of blobs that are still open fail.</summary>
    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            session.Dispose();
        }

        _transport.Dispose();
    }

    /// <summary>Whether there is somebody left to ask.</summary>
    internal bool HasSource(ImageReference reference, BlobTrust trust) => PullSources(reference).Exists(source => trust.Trusts(source.Session.Endpoint));

    RegistrySession Session(RegistryEndpoint endpoint) => _sessions.GetOrAdd(endpoint, key => new RegistrySession(key, _transport, _options));

    /// <summary>The registry that things are pushed to: never a mirror.</summary>
    RegistrySession HomeSession(ImageReference reference) => Session(RegistryEndpoint.Of(reference.Registry));

    /// <summary>Where to pull from, best first, and how the repository is called there (docs/formats/oci.md).</summary>
    List<(RegistrySession Session, string Repository)> PullSources(ImageReference reference)
    {
        var (registry, repository) = (reference.Registry, reference.Repository);
        if (_options.PullPrefix is { } prefix)
        {
            var slash = prefix.IndexOf('/', StringComparison.Ordinal);
            registry = slash < 0 ? prefix : prefix[..slash];
            repository = slash < 0 ? repository : $"{prefix[(slash + 1)..].Trim('/')}/{repository}";
        }

        var sources = new List<(RegistrySession, string)>();
        var mirrors = MirrorsOf(registry);
        foreach (var mirror in mirrors?.Endpoints ?? [])
        {
            sources.Add((Session(RegistryEndpoint.Of(mirror, registry)), repository));
        }

        if (mirrors is not { SkipFallback: true, Endpoints.Count: > 0 })
        {
            sources.Add((Session(RegistryEndpoint.Of(registry)), repository));
        }

        return sources;
    }

    RegistryMirrors? MirrorsOf(string registry) =>
        _options.Mirrors.GetValueOrDefault(registry)
        ?? (registry == ImageReference.DefaultRegistry ? _options.Mirrors.GetValueOrDefault(ImageReference.DefaultRegistryAlias) : null)
        ?? _options.Mirrors.GetValueOrDefault(AnyRegistry);

    /// <summary>
    /// Asks one source after the other. When all fail, the first failure that is more than "not there" is the one to tell; one that knows nothing of what is
    /// asked for makes up for failures of those before it.
    /// </summary>
    /// <param name="reference">The reference, whose tag or digest does not matter.</param>
    /// <param name="pull">Asks one, for the repository as it is called there. Null when that one knows nothing of such things, and another one may.</param>
    /// <param name="isForPush">Whether only the registry that is pushed to can tell.</param>
    /// <param name="trust">Which sources are asked, and notes which answers; null for all. It must trust at least one.</param>
    async Task<T> PullAsync<T>(
        ImageReference reference, Func<RegistrySession, string, Task<T>> pull, bool isForPush = false, BlobTrust? trust = null)
    {
        TalosBootException? failure = null;
        var sources = isForPush ? [(HomeSession(reference), reference.Repository)] : PullSources(reference);
        foreach (var (session, repository) in sources.Where(source => trust?.Trusts(source.Session.Endpoint) ?? true))
        {
            try
            {
                if (await pull(session, repository).ConfigureAwait(false) is { } answer)
                {
                    trust?.NoteUse(session.Endpoint);
                    return answer;
                }

                failure = null;
            }
            catch (TalosBootException exception)
            {
                failure = failure is null || IsNotFound(failure) ? exception : failure;
                if (session.Endpoint.Namespace is not null)
                {
                    Log.MirrorFailed(_options.Logger, session.Endpoint.Host, repository, exception.Message);
                }
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return default!; // Only those whose answer may be null come here.
    }

    static bool IsNotFound(TalosBootException exception) => exception is RegistryException { Status: HttpStatusCode.NotFound };
}
