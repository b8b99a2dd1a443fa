import os
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="true"
import pytest
from pathlib import Path
from playwright.sync_api import sync_playwright
from agencies.models import User, Role
from agencies.operations.jobs import run_job
from tests.participants.imports.lists import *
from tests.world import make_user
from agencies.actors import workplaces_of
OUT=Path("/tmp/imports_shots")
AXE=Path("/work/main/node_modules/axe-core/axe.min.js").read_text()

@pytest.mark.django_db(transaction=True)
def test_shots(live_server):
    m=bergen()
    actor=officer(m)
    for n,r in (("Kari Nordmann",Role.TEAM_LEADER),("Ola Berg",Role.PROGRAMME_ADVISER),("Siv Dahl",Role.PROGRAMME_ADVISER)):
        make_user(m,r,name=n)
    email=User.objects.get(pk=actor.user_id).email
    small=upload(actor, as_csv(arrival(1)|{"Rar kolonne":"noe"}, arrival(2)|{"Rar kolonne":"annet"}, headings={"birth_date":"Når født da"}), "rare-kolonner.csv")
    bad=upload(actor, b"PK\x03\x04xx", "odelagt.xlsx")
    full=upload(actor, CSV.read_bytes(), "arrivals-4601.csv")
    waiting=upload_list(actor, m.pk, filename="venter.csv", data=as_csv(arrival(5)))
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width in (1280,375):
            ctx=b.new_context(viewport={"width":width,"height":900}); page=ctx.new_page()
            errs=[]
            page.on("console", lambda m: errs.append(m.text) if m.type=="error" else None)
            page.goto(live_server.url+"/logg-inn/")
            page.fill("input[type=email], input[name=email], input[name=username]", email); page.fill("input[type=password]","passord")
            page.click("main button[type=submit]"); page.wait_for_load_state()
            def shot(name,url,full_page=False):
                page.goto(live_server.url+url); page.wait_for_load_state("networkidle") if "venter" not in name else None
                page.wait_for_timeout(200)
                page.screenshot(path=str(OUT/f"{width}-{name}.png"), full_page=full_page)
                v=page.evaluate(AXE+"; axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(r=>r.violations.map(v=>v.id+': '+v.nodes.slice(0,2).map(n=>n.html.slice(0,150)).join(' | ')))")
                sc=page.evaluate("document.documentElement.scrollWidth")
                wide=page.evaluate("[...document.querySelectorAll('body *')].filter(e=>e.getBoundingClientRect().right>innerWidth+1 && !e.closest('.table-scroll') && !e.closest('.tabs-nav')).slice(0,4).map(e=>e.outerHTML.slice(0,120))")
                print(width,name,"axe",v,"scroll",sc,wide if sc>width else "")
            shot("list","/import/",True); shot("upload","/import/ny/",True)
            shot("columns",f"/import/{small.pk}/kolonner/",True)
            shot("failed",f"/import/{bad.pk}/"); shot("venter",f"/import/{waiting.pk}/")
            for tab in ("new","known","possible_duplicate","other_municipality","protected","faulty"):
                shot("tab-"+tab,f"/import/{full.pk}/?vis={tab}", tab in ("possible_duplicate",))
            if width==1280:
                page.goto(live_server.url+f"/import/{full.pk}/?vis=possible_duplicate")
                page.click("article >> nth=0 >> text=Samme person"); page.wait_for_timeout(800)
                page.screenshot(path=str(OUT/"1280-decided.png"))
            page.goto(live_server.url+f"/import/{full.pk}/"); page.click("#registrer button[type=submit]"); page.wait_for_timeout(400)
            page.screenshot(path=str(OUT/f"{width}-intake-error.png"))
            print(errs)
        full=commit(actor,full)
        shot("committed",f"/import/{full.pk}/")
        page.set_viewport_size({"width":1280,"height":900}); width=1280
        shot("committed",f"/import/{full.pk}/")
        b.close()
