using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TalosBoot.Factory;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Orleans;
using TalosBoot.Factory.S3;
using TalosBoot.Samples.Signing;

namespace TalosBoot.Samples.Factory;

/// <summary>Puts an Image Factory onto a web server of its own.</summary>
internal static class FactoryHost
{
    // Upstream's limit is 1 MiB, with some room for the names of headers.
    const int LongestHead = (1 << 20) + 4096;

    /// <param name="configuration">The configuration.</param>
    /// <param name="level">What is logged.</param>
    /// <param name="signing">What knows the signing services of the configuration; null for those of Azure and AWS, with what the environment says.</param>
    /// <param name="addMore">Adds services behind those of the Factory.</param>
    public static WebApplication Create(
        ImageFactoryConfiguration configuration, LogLevel level, SigningServices? signing = null, Action<IServiceCollection>? addMore = null)
    {
        var options = configuration.Options;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning);

        // The Factory has an access log of its own, and the host makes an activity for each request as long as this category may log anything.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // Why a host does not start is told once, by whoever starts it.
        var isStarted = false;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", severity => isStarted && severity >= LogLevel.Warning && severity >= level);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var certificates = ReadCertificates(options.Http);
        var (address, metricsAddress) = (ParseAddress("http.httpListenAddr", options.Http.ListenAddress),
            options.MetricsAddress.Length > 0 ? ParseAddress("metrics.addr", options.MetricsAddress) : null);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Limit(kestrel, options.Features);
            Listen(kestrel, address, listen => UseCertificates(listen, certificates));
            if (metricsAddress is not null)
            {
                Listen(kestrel, metricsAddress, _ => { });
            }
        });
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor);
        builder.Services.AddImageFactory(options);
        if (options.Cluster.IsEnabled)
        {
            builder.Services.AddImageFactoryOrleans(options.Cluster);
        }

        if (options.Cache.Bucket.IsEnabled)
        {
            builder.Services.AddImageFactoryS3(options.Cache.Bucket);
        }

        AddSigners(builder.Services, signing ?? new SigningServices(new HttpClient(), Environment.GetEnvironmentVariable));
        addMore?.Invoke(builder.Services);

        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => isStarted = true);
        foreach (var key in configuration.IgnoredKeys)
        {
            app.Logger.LogWarning("The configuration key {Key} has no effect here.", key);
        }

        foreach (var (key, nearest) in configuration.UnknownKeys)
        {
            app.Logger.LogWarning("Nobody knows the configuration key {Key}.{Hint}", key, nearest is null ? string.Empty : $" Did you mean {nearest}?");
        }

        app.UseForwardedHeaders();
        if (metricsAddress is not null)
        {
            app.UseImageFactoryMetrics(metricsAddress.Port);
        }

        app.MapImageFactory();
        return app;
    }

    /// <summary>Azure, AWS, signerd and PKCS#11, for those who configure one. The Factory itself knows files only.</summary>
    static void AddSigners(IServiceCollection services, SigningServices signing) => services.Configure<TalosBootOptions>(engine =>
    {
        engine.FindSecureBootSigner = signing.FindSecureBootSigner;
        engine.FindPcrSigner = signing.FindPcrSigner;
    });

    static void Limit(KestrelServerOptions kestrel, FeatureOptions features)
    {
        kestrel.AddServerHeader = false; // The Factory says what it is itself.
        kestrel.AllowHostHeaderOverride = true;
        kestrel.Limits.MaxRequestLineSize = LongestHead;
        kestrel.Limits.MaxRequestHeadersTotalSize = LongestHead;
        kestrel.Limits.MaxRequestHeaderCount = 10_000;
        kestrel.Limits.MaxRequestBufferSize = LongestHead;

        // A thousand clients that are slow hold one piece of an asset each, and no second one.
        kestrel.Limits.MaxResponseBufferSize = 16 * 1024;
        kestrel.Limits.MaxRequestBodySize = features.MaximumSchematicLength + 1L;
        kestrel.Limits.MinResponseDataRate = null; // Slow readers are welcome: an asset does not cost more memory for them.
    }

    /// <summary>Listens on an address. All addresses are those of IPv4 on a machine without IPv6.</summary>
    static void Listen(KestrelServerOptions kestrel, IPEndPoint address, Action<ListenOptions> configure)
    {
        if (address.Address.Equals(IPAddress.IPv6Any))
        {
            kestrel.ListenAnyIP(address.Port, configure);
        }
        else
        {
            kestrel.Listen(address, configure);
        }
    }

    static void UseCertificates(ListenOptions listen, X509Certificate2Collection certificates)
    {
        if (certificates.Count > 0)
        {
            listen.UseHttps(https => (https.ServerCertificate, https.ServerCertificateChain) = (certificates[0], certificates));
        }
    }

    /// <summary>The certificate, with its key, and what the file has of its chain, which clients need as far as they do not trust it themselves.</summary>
    static X509Certificate2Collection ReadCertificates(HttpOptions http)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            if (http.CertificateFile.Length > 0)
            {
                certificates.ImportFromPemFile(http.CertificateFile);
                certificates[0] = X509Certificate2.CreateFromPemFile(http.CertificateFile, http.KeyFile.Length > 0 ? http.KeyFile : null);
            }

            return certificates;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ImageFactoryConfigurationException([$"http.certFile and keyFile: {exception.Message}"], exception);
        }
    }

    static IPEndPoint ParseAddress(string key, string text)
    {
        // Without a colon a number would be an address: 8080 is 0.0.31.144.
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? string.Empty : text[..colon].Trim('[', ']');
        return colon >= 0 && ushort.TryParse(text[(colon + 1)..], out var port)
            && (host.Length == 0 ? IPAddress.IPv6Any : host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var parsed) ? parsed : null) is { } address
            ? new IPEndPoint(address, port)
            : throw new ImageFactoryConfigurationException([$"{key}: \"{text}\" is no address to listen on. Write ADDRESS:PORT or :PORT."]);
    }
}
