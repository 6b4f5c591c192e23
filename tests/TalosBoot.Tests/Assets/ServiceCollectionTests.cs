using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TalosBoot.DependencyInjection;
using TalosBoot.Overlays.Programs;
using TalosBoot.Sigstore;

namespace TalosBoot.Tests.Assets;

public sealed class ServiceCollectionTests
{
    [Test]
    public async Task The_engine_is_one_and_takes_the_options_of_the_host()
    {
        await using var provider = Provider(services => services.AddTalosBoot(options => options.ImagerImage = "registry.test/imager:{version}"));
        var engine = provider.GetRequiredService<TalosBootEngine>();
        Assert.That(provider.GetRequiredService<TalosBootEngine>(), Is.SameAs(engine));
        using var asset = await engine.CreateAsset()
            .ForTalos("v1.12.0").ForArchitecture(Core.Versions.Architecture.Arm64).AsCommandLine().PlanAsync();
        Assert.That(System.Text.Encoding.UTF8.GetString(asset.Content.ToArray()), Is.EqualTo(asset.KernelCommandLine));
    }

    [Test]
    public async Task Engines_with_names_have_options_of_their_own()
    {
        ITalosBootBuilder named = null!;
        await using var provider = Provider(services =>
        {
            services.AddTalosBoot();
            named = services.AddKeyedTalosBoot("staging", options => options.MaxDegreeOfParallelism = 3);
        });
        Assert.That(named.Name, Is.EqualTo("staging"));
        Assert.That(provider.GetRequiredService<IOptionsMonitor<TalosBootOptions>>().Get("staging").MaxDegreeOfParallelism, Is.EqualTo(3));
        var engine = provider.GetRequiredKeyedService<TalosBootEngine>("staging");
        Assert.That(provider.GetRequiredKeyedService<TalosBootEngine>("staging"), Is.SameAs(engine));
        Assert.That(provider.GetRequiredService<TalosBootEngine>(), Is.Not.SameAs(engine));
    }

    [Test]
    public async Task Options_out_of_range_keep_a_host_from_starting_and_an_engine_from_being_made()
    {
        await using var provider = Provider(services => services.AddTalosBoot(options => options.MaxDegreeOfParallelism = 0));
        Assert.That(
            () => provider.GetRequiredService<IStartupValidator>().Validate(),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("MaxDegreeOfParallelism is 0"));
        Assert.That(() => provider.GetRequiredService<TalosBootEngine>(), Throws.InstanceOf<OptionsValidationException>());
        Assert.That(() => TalosBootEngine.Create(options => options.SignaturePolicy = new SignaturePolicy()), Throws.ArgumentException);
        Assert.That(() => TalosBootEngine.Create(options => options.MaximumWorkMemory = 0), Throws.ArgumentException);
    }

    [TestCase("-00:00:01", false)]
    [TestCase("00:00:00", false)]
    [TestCase("49.00:00:00.0000001", false)]
    [TestCase("10675199.02:48:05.4775807", false)]
    [TestCase("00:00:00.0000001", true)]
    [TestCase("49.00:00:00", true)]
    [TestCase("-00:00:00.001", true)]
    public async Task The_time_limit_of_overlay_programs_is_one_that_can_be_waited_for_or_none(string limit, bool isRight)
    {
        void Configure(TalosBootOptions options) =>
            options.OverlayPrograms = new OverlayProgramOptions { TimeLimit = TimeSpan.Parse(limit, CultureInfo.InvariantCulture) };

        if (isRight)
        {
            await using var engine = TalosBootEngine.Create(Configure);
        }
        else
        {
            Assert.That(
                () => TalosBootEngine.Create(Configure),
                Throws.ArgumentException.With.Message.Contains($"OverlayPrograms: TimeLimit is {limit}; it is longer than nothing and at most 49 days"));
        }
    }

    [Test]
    public async Task Options_come_from_configuration_and_those_that_it_cannot_hold_from_a_delegate()
    {
        await using var provider = Provider(services => services
            .AddTalosBoot(Section(("ImagerImage", "registry.test/imager:{version}"), ("maxDegreeOfParallelism", "3"), ("UsesEnvironmentCredentials", "false")))
            .Services.Configure<TalosBootOptions>(options => options.MaximumWorkMemory = 1 << 30));
        var options = provider.GetRequiredService<IOptions<TalosBootOptions>>().Value;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(options.ImagerImage, Is.EqualTo("registry.test/imager:{version}"));
        Assert.That(options.MaxDegreeOfParallelism, Is.EqualTo(3));
        Assert.That(options.UsesEnvironmentCredentials, Is.False);
        Assert.That(options.MaximumWorkMemory, Is.EqualTo(1 << 30));
    }

    [TestCase("CacheFolder", "/var/cache", "TalosBoot:CacheFolder is no option. Known are ")]
    [TestCase("MaximumWorkMemory", "much", "TalosBoot:MaximumWorkMemory cannot be read: ")]
    [TestCase("MaxDegreeOfParallelism", "99999999999", "TalosBoot:MaxDegreeOfParallelism cannot be read: ")]
    public async Task Configuration_that_is_wrong_keeps_a_host_from_starting(string key, string value, string problem)
    {
        await using var provider = Provider(services => services.AddTalosBoot(Section((key, value))));
        Assert.That(
            () => provider.GetRequiredService<IStartupValidator>().Validate(),
            Throws.InstanceOf<OptionsValidationException>().With.Message.StartsWith(problem));
    }

    static IConfigurationSection Section(params (string Key, string Value)[] entries) => new ConfigurationBuilder()
        .AddInMemoryCollection(entries.Select(entry => KeyValuePair.Create($"TalosBoot:{entry.Key}", (string?)entry.Value)))
        .Build().GetSection("TalosBoot");

    static ServiceProvider Provider(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection().AddLogging();
        add(services);
        return services.BuildServiceProvider();
    }
}
