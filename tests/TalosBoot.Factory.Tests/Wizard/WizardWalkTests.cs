using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>Walks the wizard as people do, and compares what comes out with what the interface for programs says.</summary>
[TestFixture]
internal sealed class WizardWalkTests
{
    [TestCase("en", true)]
    [TestCase("fr", true)]
    [TestCase("en", false)]
    [TestCase("ru", false)]
    public async Task Makes_an_image_for_bare_metal(string language, bool hasScripts)
    {
        var page = await WizardLab.OpenAsync(1280, language, hasScripts);
        await page.GotoAsync("/");
        await GoOnAsync(page);
        await page.Locator("select[name=version]").SelectOptionAsync("1.12.0");
        await GoOnAsync(page);
        await page.Locator("input[name=arch][value=amd64]").CheckAsync();
        await page.Locator("input[type=checkbox][name=secureboot]").CheckAsync();
        await GoOnAsync(page);
        await SearchAsync(page, "ucode", hasScripts);
        await page.Locator("input[value='siderolabs/demo-ucode']").CheckAsync();
        await SearchAsync(page, "hello", hasScripts);
        await page.Locator("input[value='siderolabs/demo-hello']").CheckAsync();
        await GoOnAsync(page);
        await page.Locator("#cmdline").FillAsync("console=ttyS1 -console");
        await page.Locator("input[name=bootloader][value=sd-boot]").CheckAsync();
        await page.Locator("#embedded-config").FillAsync("machine: {}\n");
        await page.Locator("details.more > summary").ClickAsync();
        await page.Locator("#meta").FillAsync("0xa=secret-network");
        await GoOnAsync(page);

        var id = await WizardLab.Server.CreateSchematicAsync("""
            {"customization": {"extraKernelArgs": ["console=ttyS1", "-console"], "bootloader": "sd-boot", "embeddedMachineConfiguration": "machine: {}\r\n",
              "meta": [{"key": 10, "value": "secret-network"}],
              "systemExtensions": {"officialExtensions": ["siderolabs/demo-hello", "siderolabs/demo-ucode"]}}}
            """);
        Assert.That(page.Url, Does.EndWith($"/?arch=amd64&platform=metal&schematic-id={id}&secureboot=true&target=metal&version=1.12.0"));
        Assert.That(await LinksAsync(page), Is.SupersetOf(new[]
        {
            $"image/{id}/v1.12.0/metal-amd64-secureboot.iso", $"image/{id}/v1.12.0/metal-amd64-secureboot.raw.zst",
            $"image/{id}/v1.12.0/metal-amd64-secureboot-uki.efi",
        }));
        Assert.That(await page.Locator("html").GetAttributeAsync("lang"), Is.EqualTo(language));
        var commandLine = await WizardLab.Server.Http.GetStringAsync($"/image/{id}/v1.12.0/cmdline-metal-amd64-secureboot");
        Assert.That(await page.Locator(".arguments dt").AllTextContentsAsync(), Is.EqualTo(commandLine.Split(' ')));
        await page.Context.CloseAsync();
    }

    [TestCase("en", true)]
    [TestCase("pl", false)]
    public async Task Makes_an_image_for_a_cloud(string language, bool hasScripts)
    {
        var page = await WizardLab.OpenAsync(768, language, hasScripts);
        await page.GotoAsync("/");
        await page.Locator("input[value=cloud]").CheckAsync();
        await GoOnAsync(page);
        await page.Locator("select[name=version]").SelectOptionAsync("1.13.0");
        await GoOnAsync(page);
        await page.Locator("input[name=platform][value=hcloud]").CheckAsync();
        await GoOnAsync(page);
        await GoOnAsync(page);
        await GoOnAsync(page);

        var id = await WizardLab.Server.CreateSchematicAsync("{}");
        Assert.That(page.Url, Does.EndWith($"/?arch=amd64&platform=hcloud&schematic-id={id}&target=cloud&version=1.13.0"));
        Assert.That(await LinksAsync(page), Has.Member($"image/{id}/v1.13.0/hcloud-amd64.raw.xz"));
        await page.Context.CloseAsync();
    }

    [TestCase("fr", true)]
    [TestCase("en", false)]
    public async Task Makes_an_image_for_a_board(string language, bool hasScripts)
    {
        var page = await WizardLab.OpenAsync(360, language, hasScripts);
        await page.GotoAsync("/");
        await page.Locator("input[value=sbc]").CheckAsync();
        await GoOnAsync(page);
        await page.Locator("select[name=version]").SelectOptionAsync("1.12.0");
        await GoOnAsync(page);
        await page.Locator("input[name=board][value=rpi_generic]").CheckAsync();
        await GoOnAsync(page);
        await GoOnAsync(page);
        await page.Locator("#overlay-options").FillAsync("not: [a mapping");
        await GoOnAsync(page);
        Assert.That(await page.Locator("#overlay-options").GetAttributeAsync("aria-invalid"), Is.EqualTo("true"));
        await page.Locator("#overlay-options").FillAsync("configTxt: |\n  gpu_mem=64");
        await GoOnAsync(page);

        var id = await WizardLab.Server.CreateSchematicAsync("""
            {"overlay": {"name": "rpi_generic", "image": "siderolabs/sbc-raspberrypi", "options": {"configTxt": "gpu_mem=64\n"}}}
            """);
        Assert.That(page.Url, Does.EndWith($"/?arch=arm64&platform=metal&schematic-id={id}&target=sbc&version=1.12.0"));
        Assert.That(await LinksAsync(page), Has.Member($"image/{id}/v1.12.0/metal-arm64.raw.xz"));
        await page.Context.CloseAsync();
    }

    [Test]
    public async Task Changes_one_choice_and_keeps_the_others()
    {
        var id = await WizardLab.Server.CreateSchematicAsync("""{"customization": {"meta": [{"key": 10, "value": "x"}], "extraKernelArgs": ["a"]}}""");
        var page = await WizardLab.OpenAsync(1280, hasScripts: false);
        await page.GotoAsync($"/?arch=amd64&platform=metal&schematic-id={id}&target=metal&version=1.12.0");
        await page.Locator(".choices a[href*='step=version']").ClickAsync();
        await page.Locator("select[name=version]").SelectOptionAsync("1.13.0");
        await GoOnAsync(page);
        Assert.That(await page.Locator("#schematic ~ .copyfield code").First.TextContentAsync(), Is.EqualTo(id));

        await page.Locator(".choices a[href*='step=extensions']").ClickAsync();
        await page.Locator("input[type=checkbox][value='siderolabs/demo-hello']").CheckAsync();
        await GoOnAsync(page);
        var changed = await WizardLab.Server.CreateSchematicAsync("""
            {"customization": {"meta": [{"key": 10, "value": "x"}], "extraKernelArgs": ["a"], "systemExtensions": {"officialExtensions": ["siderolabs/demo-hello"]}}}
            """);
        Assert.That(await page.Locator("#schematic ~ .copyfield code").First.TextContentAsync(), Is.EqualTo(changed));
        await page.Context.CloseAsync();
    }

    [TestCase("/ui/import?schematic=376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba")]
    [TestCase("/ui/compare?a=376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba&b=no%20such")]
    [TestCase("/?target=metal&version=1.12.0&arch=amd64&search=hello")]
    [TestCase("/")]
    public async Task Changes_the_language_and_stays_where_it_is(string address)
    {
        var page = await WizardLab.OpenAsync(1280, hasScripts: false);
        await page.GotoAsync(address);
        await page.Locator("footer a[lang=fr]").ClickAsync();

        Assert.That(page.Url, Does.EndWith(WizardLab.Server.Address + address));
        Assert.That(await page.Locator("html").GetAttributeAsync("lang"), Is.EqualTo("fr"));
        await page.Context.CloseAsync();
    }

    [Test]
    public async Task A_language_link_has_nothing_of_what_a_form_sent()
    {
        using var answer = await WizardLab.Server.Http.PostAsync("/ui/wizard", new FormUrlEncodedContent(
        [
            KeyValuePair.Create("target", "metal"), KeyValuePair.Create("version", "1.12.0"), KeyValuePair.Create("arch", "amd64"), KeyValuePair.Create("extensions", "-"),
            KeyValuePair.Create("cmdline-set", "1"), KeyValuePair.Create("embedded-config", "secret: config"), KeyValuePair.Create("meta", "not-a-key=secret"),
        ]));
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(Regex.Matches(page, "href=\"[^\"]*\"").Select(link => link.Value), Has.None.Contain("secret").And.Some.Contain("step=customize").And.Some.Contain("lang=fr"));
    }

    [Test]
    public async Task Watches_a_build_and_copies_a_link()
    {
        var id = await WizardLab.Server.CreateSchematicAsync("""{"customization": {"extraKernelArgs": ["watched"]}}""");
        var page = await WizardLab.OpenAsync(1280);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var hosts = new HashSet<string>();
        page.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);
        await page.GotoAsync($"/?arch=amd64&platform=metal&schematic-id={id}&target=metal&version=1.12.0");
        var row = page.Locator(".download").First;
        await row.Locator(".build").ClickAsync();
        await Assertions.Expect(row.Locator(".state")).ToHaveTextAsync(new Regex(@"^[\d.]+ MB$"), new() { Timeout = 120_000 });

        await row.Locator(".copy").ClickAsync();
        Assert.That(await page.EvaluateAsync<string>("navigator.clipboard.readText()"), Does.EndWith($"/image/{id}/v1.12.0/metal-amd64.iso"));
        Assert.That(hosts, Is.EqualTo(new[] { WizardLab.Server.Address }));
        await page.ReloadAsync();
        Assert.That(await row.Locator(".state").TextContentAsync(), Does.EndWith(" MB"), "The size is known from the beginning when the file is there.");
        await page.Context.CloseAsync();
    }

    /// <summary>How soon a page is painted is told, and not judged: other tests take the processors meanwhile. What it costs to paint is.</summary>
    [Test]
    public async Task A_page_has_at_most_100_KB_and_needs_three_files_besides()
    {
        var page = await WizardLab.OpenAsync(1280, "ru");
        await WizardSteps.PrepareAsync();
        await WizardRehearsalTests.WaitAsync(WizardLab.Server);
        foreach (var (name, address) in WizardSteps.All)
        {
            await page.GotoAsync(address);
            var painted = await page.EvaluateAsync<double>("new Promise(seen => new PerformanceObserver(list => seen(list.getEntries()[0].startTime)).observe({type: 'paint', buffered: true}))");
            var answered = await page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].responseEnd");
            var files = await page.EvaluateAsync<string[]>("performance.getEntriesByType('resource').filter(entry => entry.initiatorType != 'fetch').map(entry => entry.name)");
            using var answer = await WizardLab.Server.Http.GetAsync(address);
            var length = (await answer.Content.ReadAsByteArrayAsync()).Length;
            TestContext.Out.WriteLine($"{name}: painted after {painted:0} ms, answered after {answered:0} ms, {length} bytes");
            Assert.That(length, Is.LessThanOrEqualTo(100_000), name);
            Assert.That(files, Has.Length.LessThanOrEqualTo(3), name);
        }

        await page.Context.CloseAsync();
    }

    static async Task SearchAsync(IPage page, string text, bool hasScripts)
    {
        await page.Locator("#search").FillAsync(text);
        if (!hasScripts)
        {
            await page.Locator("button[name=step]").ClickAsync();
        }

        Assert.That(await page.Locator($".list .check:visible input[value*='{text}']").CountAsync(), Is.GreaterThan(0));
        Assert.That(await page.Locator(".list .check:visible input:not(:checked)").CountAsync(), Is.InRange(1, 2), "What does not fit is hidden.");
    }

    static Task GoOnAsync(IPage page) => page.Locator("button.primary").ClickAsync();

    static async Task<IReadOnlyList<string>> LinksAsync(IPage page)
    {
        var links = await page.EvaluateAsync<JsonElement>("[...document.querySelectorAll('a')].map(a => a.href)");
        return [.. links.EnumerateArray().Select(link => new Uri(link.GetString()!).AbsolutePath.TrimStart('/'))];
    }
}
