using System.Net;
using System.Text.RegularExpressions;
using TalosBoot.Factory.Wizard.Offers;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>What the steps of the wizard offer for which hardware, and how they word it.</summary>
[TestFixture]
internal sealed partial class WizardOffersTests
{
    [TestCase("target=metal&version=1.12.0&arch=amd64", "auto sd-boot grub dual-boot", true)]
    [TestCase("target=metal&version=1.12.0&arch=amd64&secureboot=true", "auto sd-boot", false)]
    [TestCase("target=metal&version=1.12.0&arch=arm64", "auto sd-boot grub", false)]
    [TestCase("target=sbc&version=1.12.0&board=rpi_generic", "auto sd-boot grub", false)]
    [TestCase("target=metal&version=1.11.2&arch=amd64", "", false)]
    public async Task Bootloaders_are_those_that_can_be_built(string choices, string names, bool hasBios)
    {
        var page = await ReadAsync($"{choices}&extensions=-", "en");

        Assert.That(Bootloader().Matches(page).Select(radio => radio.Groups[1].Value), Is.EqualTo(names.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(page, hasBios ? Does.Contain("BIOS") : Does.Not.Contain("BIOS"));
    }

    [Test]
    public async Task What_an_offer_is_stands_in_the_language_of_the_page()
    {
        Assert.That(await ReadAsync("target=cloud&version=1.12.0", "pl"), Does.Contain("<strong>NoCloud</strong>").And.Contain("Proxmox i inne z cloud-init"));
        Assert.That(PlatformOffers.Clouds.Select(offer => offer.Title).Concat(BoardOffers.All.Select(offer => offer.Title)), Has.None.Match("(?i): | and | with "));
    }

    [Test]
    public async Task The_summary_does_not_say_of_a_step_that_is_shown_that_nothing_is_chosen()
    {
        var page = await ReadAsync(string.Empty, "en");

        Assert.That(Summary().Matches(page).Select(row => row.Groups[1].Value).First(), Is.EqualTo("This step"));
        Assert.That(Summary().Matches(page).Skip(1).Select(row => row.Groups[1].Value), Is.All.EqualTo("Not chosen yet"));
    }

    static async Task<string> ReadAsync(string choices, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/?{choices}") { Headers = { { "Accept-Language", language } } };
        using var answer = await FactoryLab.Main.Http.SendAsync(request);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("name=\"bootloader\" value=\"([^\"]*)\"")]
    private static partial Regex Bootloader();

    [GeneratedRegex("<dd>\\s*<span>([^<]*)</span>")]
    private static partial Regex Summary();
}
