using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.DependencyInjection;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Cluster;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Registry;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Schematics;
using TalosBoot.Factory.Stores;
using TalosBoot.Factory.Wizard;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Factory.Wizard.Results;
using TalosBoot.Factory.Wizard.State;
using TalosBoot.Overlays.Programs;

namespace TalosBoot.Factory;

/// <summary>Adds an Image Factory to an application.</summary>
public static class ImageFactoryServiceCollectionExtensions
{
    const long WorkMemory = 128L << 20;

    /// <summary>
    /// Adds the services of an Image Factory, and a TalosBoot engine that works with its releases. An <see cref="ISchematicRepository"/> or
    /// <see cref="IAssetStore"/> that was added before is used in place of the one that the options name.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="ImageFactoryConfigurationException">The options contradict each other.</exception>
    public static IServiceCollection AddImageFactory(this IServiceCollection services, Action<ImageFactoryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ImageFactoryOptions();
        configure(options);
        return services.AddImageFactory(options);
    }

    /// <summary>The same with options that were read, such as by <see cref="ImageFactoryConfiguration.Load"/>.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="options">The options. Must not change afterwards.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="ImageFactoryConfigurationException">The options contradict each other.</exception>
    public static IServiceCollection AddImageFactory(this IServiceCollection services, ImageFactoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        if (OptionsCheck.FindProblems(options).ToArray() is { Length: > 0 } problems)
        {
            throw new ImageFactoryConfigurationException(problems);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddRouting();
        services.AddSingleton(options);
        AddStores(services, options);
        AddReleases(services, options);
        AddEndpoints(services);
        AddWizard(services);
        services.AddHostedService<ImageFactoryLifetime>();
        return services;
    }

    static void AddStores(IServiceCollection services, ImageFactoryOptions options)
    {
        services.AddSingleton<ServiceKey>();
        services.AddSingleton<SecureBootCertificate>();
        services.AddSingleton(provider => new SignedRepository(provider.GetRequiredService<ReleaseImages>().Client, provider.GetRequiredService<ServiceKey>()));
        services.AddSingleton(provider => new FolderAssetStore(
            Path.Combine(options.Storage.Folder, "assets"), options.Storage.MaximumAssetSize, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FolderAssetStore>>()));
        if (options.Cache.Repository is { } cache)
        {
            services.TryAddSingleton<IAssetStore>(provider => new RegistryAssetStore(
                provider.GetRequiredService<ReleaseImages>().Client, provider.GetRequiredService<SignedRepository>(), cache,
                provider.GetRequiredService<ILogger<RegistryAssetStore>>()));
        }

        services.TryAddSingleton<ISchematicRepository>(provider => options.Artifacts.Schematics is { } repository
            ? new RegistrySchematicStore(provider.GetRequiredService<ReleaseImages>().Client, repository)
            : new FolderSchematicStore(
                Path.Combine(options.Storage.Folder, "schematics"), options.Storage.MaximumSchematicSize,
                provider.GetRequiredService<ILogger<FolderSchematicStore>>()));
        services.AddSingleton<IInstallerRegistry>(provider => options.Artifacts.Installers is { } installers
            ? new HandedInstallerRegistry(
                provider.GetRequiredService<ReleaseImages>().Client, provider.GetRequiredService<SignedRepository>(), provider.GetRequiredService<ReverseProxy>(),
                installers, options)
            : new EmbeddedInstallerRegistry(
                options, provider.GetRequiredService<ServiceKey>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<FolderAssetStore>>()));
        services.AddSingleton<SchematicService>();
        services.AddSingleton<AssetBuilds>();
        services.AddSingleton(provider => new AssetLibrary(
            provider.GetRequiredService<FolderAssetStore>(), provider.GetRequiredService<AssetBuilds>(), provider.GetRequiredService<VersionList>(), options,
            provider.GetRequiredService<FactoryMetrics>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AssetLibrary>>(),
            provider.GetService<IAssetStore>(), provider.GetService<IBuildCluster>()));
        services.AddSingleton<IBuildService, BuildService>();
    }

    static void AddReleases(IServiceCollection services, ImageFactoryOptions options)
    {
        services.AddSingleton<ReleaseImages>();
        services.AddSingleton<VersionList>();
        services.AddSingleton<ReleaseCatalogs>();
        services.AddSingleton<OverlayProfiles>();
        services.AddSingleton<AssetRequests>();
        services.AddSingleton<AssetResolver>();
        services.AddTalosBoot();
        services.AddOptions<TalosBootOptions>().Configure<ReleaseImages>((engine, images) =>
        {
            // A service has clients beside its builds.
            engine.MaximumWorkMemory ??= WorkMemory;
            engine.Images = images.Source;
            engine.ImagerImage = images.Reference(images.Components.Imager, ":{version}");

            // The versions that are offered are those of the imager, which holds the kernel of every one of them.
            engine.InstallerImage = engine.ImagerImage;
            engine.OverlayCatalogImage = images.Reference(images.Components.OverlayManifest, ":{version}");
            engine.OverlayPrograms = options.Build.RunsOverlayPrograms ? new OverlayProgramOptions() : null;
            engine.ImageFactoryUrl = options.Http.ExternalUrl;
            engine.ExtensionCatalogImage = images.Reference(images.Components.ExtensionManifest, ":{version}");
            engine.WellKnownCertificates = ReadWellKnownCertificates(options.SecureBoot.WellKnownCertificatesFolder);
            engine.CacheDirectory = Path.Combine(options.Storage.Folder, "engine");
        });
    }

    static WellKnownCertificates? ReadWellKnownCertificates(string folder) =>
        folder.Length == 0 ? null : ConfiguredValue.Use("secureBoot.wellKnownCertificatesFolder", () => WellKnownCertificates.ReadFolder(folder));

    static void AddEndpoints(IServiceCollection services)
    {
        services.AddSingleton<FactoryMetrics>();
        services.AddSingleton<RequestRecord>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestRecord>());
        services.AddSingleton<PasswordGate>();
        services.AddSingleton<BuildProgressStream>();
        services.AddSingleton<AssetRedirection>();
        services.AddSingleton<SchematicEndpoints>();
        services.AddSingleton<AssetEndpoints>();
        services.AddSingleton<PxeEndpoint>();
        services.AddSingleton<ReleaseEndpoints>();
        services.AddSingleton<ServiceEndpoints>();
        services.AddSingleton<ReverseProxy>();
        services.AddSingleton<InstallerBuilds>();
        services.AddSingleton<RegistryEndpoints>();
        services.AddSingleton(provider => new CorsRules(provider.GetRequiredService<ImageFactoryOptions>().Http.AllowedOrigins));
        services.AddSingleton(provider => FactoryRoutes.Create(
            provider.GetRequiredService<SchematicEndpoints>(), provider.GetRequiredService<AssetEndpoints>(), provider.GetRequiredService<PxeEndpoint>(),
            provider.GetRequiredService<ReleaseEndpoints>(), provider.GetRequiredService<ServiceEndpoints>(), provider.GetRequiredService<RegistryEndpoints>(),
            provider.GetRequiredService<WizardEndpoints>()));
        services.AddSingleton<FactoryDispatcher>();
    }

    static void AddWizard(IServiceCollection services)
    {
        services.AddScoped<WizardContext>();
        services.AddSingleton<ReleaseOffers>();
        services.AddSingleton<WizardStateReader>();
        services.AddSingleton<AssetFiles>();
        services.AddSingleton<ResultComposer>();
        services.AddSingleton<ConflictFinder>();
        services.AddSingleton<WizardRenderer>();
        services.AddSingleton<WizardEndpoints>();
        services.AddHostedService<WizardRehearsal>();
    }
}
