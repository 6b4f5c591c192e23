using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TalosBoot.DependencyInjection;

namespace TalosBoot.Tests.Assets;

public sealed class ServiceCollectionTests
{
    [Test]
    public async Task The_engine_is_one_and_takes_the_options_of_the_host()
    {
        await using var provider = new ServiceCollection().AddLogging().AddTalosBoot(options => options.ImagerImage = "registry.test/imager:{version}").BuildServiceProvider();
        var engine = provider.GetRequiredService<TalosBootEngine>();
        Assert.That(provider.GetRequiredService<TalosBootEngine>(), Is.SameAs(engine));
        using var asset = await engine.CreateAsset()
            .ForTalos("v1.12.0").ForArchitecture(Core.Versions.Architecture.Arm64).AsCommandLine().PlanAsync();
        Assert.That(System.Text.Encoding.UTF8.GetString(asset.Content.ToArray()), Is.EqualTo(asset.KernelCommandLine));
    }

    [Test]
    public async Task Options_out_of_range_are_refused()
    {
        await using var provider = new ServiceCollection().AddTalosBoot(options => options.MaxDegreeOfParallelism = 0).BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<TalosBootEngine>(), Throws.InstanceOf<OptionsValidationException>());
    }
}
