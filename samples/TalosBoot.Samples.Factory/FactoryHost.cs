using System.Net;
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
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
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
        foreach (var key in configuration.IgnoredKeys)
        {
            app.Logger.LogWarning("The configuration key {Key} has no effect here.", key);
        }

        app.UseForwardedHeaders();
        if (options.MetricsAddress.Length > 0)
        {
            app.UseImageFactoryMetrics(ParseAddress(options.MetricsAddress).Port);
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

    static void Listen(KestrelServerOptions kestrel, ImageFactoryOptions options)
    {
        kestrel.AddServerHeader = false; // The Factory says what it is itself.
        kestrel.AllowHostHeaderOverride = true;
        kestrel.Limits.MaxRequestLineSize = LongestHead;
        kestrel.Limits.MaxRequestHeadersTotalSize = LongestHead;
        kestrel.Limits.MaxRequestHeaderCount = 10_000;
        kestrel.Limits.MaxRequestBufferSize = LongestHead;

        // A thousand clients that are slow hold one piece of an asset each, and no second one.
        kestrel.Limits.MaxResponseBufferSize = 16 * 1024;
        kestrel.Limits.MaxRequestBodySize = options.Features.MaximumSchematicLength + 1L;
        kestrel.Limits.MinResponseDataRate = null; // Slow readers are welcome: an asset does not cost more memory for them.
        kestrel.Listen(ParseAddress(options.Http.ListenAddress), listen =>
        {
            if (options.Http.CertificateFile.Length > 0)
            {
                listen.UseHttps(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(
                    options.Http.CertificateFile, options.Http.KeyFile.Length > 0 ? options.Http.KeyFile : null));
            }
        });
        if (options.MetricsAddress.Length > 0)
        {
            kestrel.Listen(ParseAddress(options.MetricsAddress));
        }
    }

    static IPEndPoint ParseAddress(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon].Trim('[', ']');
        return int.TryParse(text[(colon + 1)..], out var port)
            && (host.Length == 0 ? IPAddress.IPv6Any : host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var parsed) ? parsed : null) is { } address
            ? new IPEndPoint(address, port)
            : throw new ImageFactoryConfigurationException([$"\"{text}\" is no address to listen on. Write ADDRESS:PORT or :PORT."]);
    }
}
