using Microsoft.Playwright;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>A server with Secure Boot whose pages are walked, and Debian's Chromium. One of each for all fixtures, begun when it is first wanted.</summary>
internal static class WizardLab
{
    // Without these Chromium asks hosts of its maker at every start.
    static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--force-color-profile=srgb",
    ];

    static readonly Lazy<TemporaryFolder> Folder = new(() => new TemporaryFolder());
    static readonly Lazy<FactoryServer> MainServer = new(Start);
    static readonly Lazy<Task<IBrowser>> MainBrowser = new(LaunchAsync);

    public static FactoryServer Server => MainServer.Value;

    /// <summary>Opens a page of the server.</summary>
    /// <param name="width">The width of the window.</param>
    /// <param name="language">The language that the browser asks for.</param>
    /// <param name="hasScripts">Whether scripts run.</param>
    /// <param name="scheme">Light or dark.</param>
    public static async Task<IPage> OpenAsync(int width, string language = "en", bool hasScripts = true, ColorScheme scheme = ColorScheme.Light)
    {
        var browser = await MainBrowser.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = $"http://{Server.Address}",
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 740 : 900 },
            Locale = language,
            JavaScriptEnabled = hasScripts,
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    public static async Task StopAsync()
    {
        if (MainBrowser.IsValueCreated)
        {
            await (await MainBrowser.Value).CloseAsync();
        }

        if (MainServer.IsValueCreated)
        {
            await MainServer.Value.DisposeAsync();
        }

        if (Folder.IsValueCreated)
        {
            Folder.Value.Dispose();
        }
    }

    static FactoryServer Start()
    {
        BoardImages.Prepare();
        var keys = RepositoryPaths.Vector("real", "factory", "setup", "keys");
        return FactoryServer.Start(FactoryLab.Registry, Folder.Value["wizard"], $$"""
            secureBoot:
              enabled: true
              file: {signingKeyPath: {{keys}}/sb-key.pem, signingCertPath: {{keys}}/sb-cert.pem, pcrKeyPath: {{keys}}/pcr-key.pem}
            """, usesRegistry: false, rehearses: true);
    }

    static async Task<IBrowser> LaunchAsync()
    {
        ForeignTool.Require("chromium");
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
    }
}
