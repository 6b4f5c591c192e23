using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Oci.Credentials;

namespace TalosBoot.Oci.Registry;

/// <summary>How registries are talked to. The defaults are those of upstream's tools, with tighter limits (docs/formats/oci.md).</summary>
public sealed record RegistryOptions
{
    /// <summary>Knows the credentials. Default: nothing is shown to any registry.</summary>
    public ICredentialProvider? Credentials { get; init; }

    /// <summary>
    /// The hosts, with their ports where they have some, that may be talked to without TLS or with any certificate. Default none. Certificates are
    /// judged by name: one insecure port makes those of all ports of its host count for nothing. Loopback and private IPv4 addresses and names that end with
    /// <c>.localhost</c> may be talked to without TLS in any case.
    /// </summary>
    public IReadOnlyCollection<string> InsecureRegistries { get; init; } = [];

    /// <summary>Whether every registry may be talked to without TLS or with any certificate. Default false.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>
    /// Where all images are pulled from instead of the registries of their references: <c>registry</c> or <c>registry/namespace</c>. Default null: from
    /// where the references say. Nothing is pushed there.
    /// </summary>
    public string? PullPrefix { get; init; }

    /// <summary>Mirrors by registry, such as <c>ghcr.io</c>; <c>*</c> stands for every registry that is not named. Default none.</summary>
    public IReadOnlyDictionary<string, RegistryMirrors> Mirrors { get; init; } = new Dictionary<string, RegistryMirrors>();

    /// <summary>Certificates of authorities that are trusted beside those of the system. Default none.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>
    /// Certificates that are shown to every server that asks for one, also to one that a registry leads to, as docker and containerd do. Those for one host
    /// alone are for <see cref="CertificateFolder"/>. Default none.
    /// </summary>
    public X509Certificate2Collection? ClientCertificates { get; init; }

    /// <summary>
    /// A folder with more certificates for single hosts, such as docker's <c>/etc/docker/certs.d</c>: in a folder of the host's name, with its port where
    /// it has one, <c>*.crt</c> are authorities, and a <c>*.cert</c> with its <c>*.key</c> is shown to servers that ask for one; all in PEM. It is read
    /// when a host that has a folder there is first talked to. Default null: none. Not used with <see cref="HandlerFactory"/>.
    /// </summary>
    public string? CertificateFolder { get; init; }

    /// <summary>The proxy. Default null: what the environment says (<c>HTTPS_PROXY</c> and the like).</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>What is told as <c>User-Agent</c>. Default <c>TalosBoot</c>.</summary>
    public string UserAgent { get; init; } = "TalosBoot";

    /// <summary>How long a connection may take. Default 30 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an answer may take to begin. Default 100 seconds. An Image Factory answers when it has built what is asked for: allow it more.
    /// </summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long no byte may come while an answer is read. Default 60 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long one answer may make no progress, with all attempts and the waits between them. Progress is an answer that begins, and content that
    /// comes at <see cref="MinimumRate"/> or faster, however long it takes. Default 100 seconds. Less than <see cref="AnswerTimeout"/> counts as that.
    /// </summary>
    public TimeSpan ProgressTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// The lowest rate, in bytes a second, at which content is still read: a mean over <see cref="ProgressTimeout"/>, of the time in which content is
    /// waited for. Default 1024. 0 accepts every rate.
    /// </summary>
    public int MinimumRate { get; init; } = 1024;

    /// <summary>How often a request is made before its failure counts. Default 5.</summary>
    public int MaximumAttempts { get; init; } = 5;

    /// <summary>The shortest wait between two attempts; the next ones are longer, up to <see cref="MaximumRetryDelay"/>. Default 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts, also where the registry asks for a longer one. Default 60 seconds.</summary>
    public TimeSpan MaximumRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The bytes of a token server's answer. Default 64 KiB.</summary>
    public int MaximumTokenLength { get; init; } = 64 * 1024;

    /// <summary>The pages of a list of tags, repositories or referrers. Default 1000.</summary>
    public int MaximumPages { get; init; } = 1000;

    /// <summary>How often one request may be led elsewhere. Default 10.</summary>
    public int MaximumRedirects { get; init; } = 10;

    /// <summary>How many blobs are sent at the same time. Default 4.</summary>
    public int MaximumConcurrency { get; init; } = 4;

    /// <summary>
    /// The size of the pieces in which blobs are sent, in bytes, for connections that do not hold for a whole blob. Default null: each blob in one piece.
    /// </summary>
    public int? UploadChunkSize { get; init; }

    /// <summary>The limits for manifests and configurations.</summary>
    public ContainerImageLimits Limits { get; init; } = ContainerImageLimits.Default;

    /// <summary>Makes the handler that carries the requests. It must neither follow redirects nor decompress. Default: one made from these options.</summary>
    public Func<HttpMessageHandler>? HandlerFactory { get; init; }

    /// <summary>The clock of timeouts and waits. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Is told of retries, mirrors and the registries' warnings; never of credentials. Default nobody.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>All that keeps a client from being made: options that are out of their range, one sentence each. Nothing when all is well.</summary>
    public IEnumerable<string> FindProblems()
    {
        foreach (var (name, value, least) in new (string Name, long Value, long Least)[]
        {
            (nameof(MinimumRate), MinimumRate, 0),
            (nameof(MaximumAttempts), MaximumAttempts, 1),
            (nameof(MaximumTokenLength), MaximumTokenLength, 1),
            (nameof(MaximumPages), MaximumPages, 1),
            (nameof(MaximumRedirects), MaximumRedirects, 0),
            (nameof(MaximumConcurrency), MaximumConcurrency, 1),
            (nameof(UploadChunkSize), UploadChunkSize ?? 1, 1),
        })
        {
            if (value < least)
            {
                yield return $"{name} is {value}; it is {least} or more.";
            }
        }

        foreach (var (name, value) in new[]
        {
            (nameof(ConnectTimeout), ConnectTimeout), (nameof(AnswerTimeout), AnswerTimeout), (nameof(StallTimeout), StallTimeout), (nameof(ProgressTimeout), ProgressTimeout),
        })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return $"{name} is {value}; it is longer than nothing.";
            }
        }

        foreach (var (name, value) in new[] { (nameof(RetryDelay), RetryDelay), (nameof(MaximumRetryDelay), MaximumRetryDelay) })
        {
            if (value < TimeSpan.Zero)
            {
                yield return $"{name} is {value}; it is 0 or more.";
            }
        }
    }
}
