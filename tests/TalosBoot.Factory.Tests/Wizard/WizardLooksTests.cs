using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>Every page at three widths, light and dark: kept as pictures, without side scrolling, and as axe-core wants pages to be.</summary>
[TestFixture]
internal sealed class WizardLooksTests
{
    static readonly string Pictures = Path.Combine(RepositoryPaths.Root, "artifacts", "screenshots");

    [TestCase(360, ColorScheme.Light, "en", true)]
    [TestCase(360, ColorScheme.Dark, "ru", false)]
    [TestCase(768, ColorScheme.Light, "fr", false)]
    [TestCase(768, ColorScheme.Dark, "en", false)]
    [TestCase(1440, ColorScheme.Light, "en", false)]
    [TestCase(1440, ColorScheme.Dark, "pl", true)]
    public async Task Every_page_is_accessible_and_fits(int width, ColorScheme scheme, string language, bool isChecked)
    {
        await WizardSteps.PrepareAsync();
        Directory.CreateDirectory(Pictures);
        var page = await WizardLab.OpenAsync(width, language, scheme: scheme);
        var violations = new List<string>();
        foreach (var (name, address) in WizardSteps.All)
        {
            await page.SetViewportSizeAsync(width, 740);
            await page.GotoAsync(address);
            await OpenDetailsAsync(page, name);

            // What sticks to the end of the window stands at the end of the picture.
            var height = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
            await page.SetViewportSizeAsync(width, Math.Min(height, 8000));
            await page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Path.Combine(Pictures, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png"),
                FullPage = true,
            });
            Assert.That(
                await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"), Is.Zero, $"{name} is wider than its window");
            if (isChecked)
            {
                var result = await page.RunAxe();
                violations.AddRange(result.Violations.Select(violation =>
                    $"{name}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
            }
        }

        await page.Context.CloseAsync();
        Assert.That(violations, Is.Empty);
    }

    [Test]
    public async Task The_keyboard_reaches_the_first_choice_and_goes_on()
    {
        var page = await WizardLab.OpenAsync(1280);
        await page.GotoAsync("/");
        await page.Keyboard.PressAsync("Tab");
        Assert.That(await page.EvaluateAsync<string>("document.activeElement.className"), Is.EqualTo("skip"));
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        Assert.That(await page.EvaluateAsync<string>("document.activeElement.value"), Is.EqualTo("metal"));
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        // Asks again and again: to wait for the navigation would miss one that has ended already.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/\?target=cloud$"), new PageAssertionsToHaveURLOptions { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    static Task OpenDetailsAsync(IPage page, string name) => name is "7-result" or "6-customize"
        ? page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)") : Task.CompletedTask;
}
