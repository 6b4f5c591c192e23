namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>The address of every kind of page.</summary>
internal static class WizardSteps
{
    const string Empty = "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba";

    const string WithArgument = "b768f3ce41d4c6a93b0b20f96413eb41e9ba05148ddc4bde45beed428ce27cba";

    public static IReadOnlyList<(string Name, string Address)> All { get; } =
    [
        ("1-target", "/"),
        ("2-version", "/?target=metal"),
        ("3-platform", "/?target=cloud&version=1.13.0"),
        ("3-board", "/?target=sbc&version=1.13.0"),
        ("4-machine", "/?target=metal&version=1.12.0"),
        ("5-extensions", "/?target=metal&version=1.12.0&arch=amd64&extensions=-&extensions=siderolabs%2Fdemo-hello&step=extensions"),
        ("6-customize", "/?target=sbc&version=1.12.0&board=rpi_generic&extensions=-"),
        ("7-result", "/?target=metal&version=1.13.0&arch=amd64&extensions=-&extensions=siderolabs%2Fdemo-hello&cmdline=console%3DttyS1&cmdline-set=true"),
        ("7-result-cloud", "/?target=cloud&version=1.12.0&platform=aws&arch=arm64&extensions=-&cmdline-set=true"),
        ("8-conflict", "/?target=metal&version=1.7.6&arch=amd64&extensions=-&extensions=siderolabs%2Fno-such-thing&cmdline-set=true"),
        ("9-import", "/ui/import"),
        ("9-compare", $"/ui/compare?a={Empty}&b={WithArgument}"),
    ];

    /// <summary>Creates the schematics that the addresses name.</summary>
    public static async Task PrepareAsync()
    {
        foreach (var (id, text) in new[] { (Empty, "{}"), (WithArgument, "customization: {extraKernelArgs: [a]}") })
        {
            Assert.That(await WizardLab.Server.CreateSchematicAsync(text), Is.EqualTo(id));
        }
    }
}
